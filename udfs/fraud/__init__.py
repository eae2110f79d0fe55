"""Flink's operators of the fraud system."""
