"""Pages where people look: what is decided, how well, and by what; no build chain."""
