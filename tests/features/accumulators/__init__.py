"""Accumulators, against naive recomputations."""
