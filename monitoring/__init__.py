"""What is watched while models decide: whether the data is still that of the training."""
