"""Blocks of a demo's page that every system has."""
