"""Rules of the recommendation system."""
