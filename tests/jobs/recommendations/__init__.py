"""Tests of the recommendation job."""
