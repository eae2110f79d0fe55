"""Decisions of the fraud system."""
