"""Drift: the payments of the last hour, day and week beside those that a model was trained on."""
