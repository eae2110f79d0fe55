"""The state that a job keeps, as a file, and whether a release can take over that of the last."""
