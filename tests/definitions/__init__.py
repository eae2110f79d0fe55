"""Random definition files over random streams: the engine against the naive interpreter."""
