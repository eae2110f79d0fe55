"""The parts of a stack: one component and its arguments a file."""
