"""`revstream evaluate` and `evaluate-recommendations`: how good a model is on held-out events."""
