"""What the job wrote against what the replay gives: lists, features, rows of a training table."""
