"""Tests of models/explanation."""
