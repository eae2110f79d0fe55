"""The parts of a stack, each a component with its arguments."""
