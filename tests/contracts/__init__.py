"""Checks that every class of a kind has to pass."""
