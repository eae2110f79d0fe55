"""Simulated payments through the fraud job, and what came of them."""
