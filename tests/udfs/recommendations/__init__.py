"""Tests of the stages of the recommendation job, without Flink."""
