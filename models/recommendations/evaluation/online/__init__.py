"""Predicting each event before learning from it: the job's own code, and baselines beside it."""
