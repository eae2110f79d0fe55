"""The entries of a definition file, one kind a module: checked values, or faults with lines."""
