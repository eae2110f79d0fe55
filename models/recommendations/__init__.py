"""What the recommendation system decides; its models are not there yet."""
