"""Answers requests: decisions equal to the stream's, features, lists, and the live feed."""
