"""Simulated shoppers through the recommendation job, and what came of them."""
