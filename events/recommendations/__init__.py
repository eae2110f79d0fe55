"""Events of the recommendation system."""
