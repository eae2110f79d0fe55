"""Pages where people look: what is decided, how well, and by what; rendered here, with no build chain."""
