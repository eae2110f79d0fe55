"""The job of the fraud system."""
