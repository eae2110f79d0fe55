"""Experiments: which shopper gets lists of which ranker, and what that is known by afterwards."""
