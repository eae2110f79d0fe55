"""Measurements: every figure beside another one from the same run."""
