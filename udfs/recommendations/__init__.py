"""Flink's operators of the recommendation system."""
