"""Events of the fraud system."""
