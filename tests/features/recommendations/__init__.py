"""What the recommendation system remembers, against naive recomputations."""
