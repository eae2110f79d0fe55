"""Decisions as spans."""
