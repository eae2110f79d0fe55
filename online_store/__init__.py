"""The Redis copy of the newest features, for serving: written in batches, read back typed."""
