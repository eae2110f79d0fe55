"""Tests of the feature state machines."""
