"""Tests of the recommendation system's models."""
