"""Tests of how recommendations are measured, and of what they are measured against."""
