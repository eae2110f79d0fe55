"""What the recommendation system remembers; its features are not there yet."""
