"""Shards by load: a function of a few lines that runs in AWS Lambda, and what it decides."""
