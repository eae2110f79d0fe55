"""Hostile records through the whole path from bytes to decision."""
