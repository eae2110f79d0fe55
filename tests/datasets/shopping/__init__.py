"""Tests of public data of shopping."""
