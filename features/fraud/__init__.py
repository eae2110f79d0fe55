"""Feature state of the fraud system."""
