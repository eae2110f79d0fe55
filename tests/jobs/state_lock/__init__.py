"""Tests of the state lock."""
