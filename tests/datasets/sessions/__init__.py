"""Tests of files of sessions and of queries."""
