"""`revstream train` and `train-recommender`: models out of recorded events."""
