"""Rules of the recommendation system: what is left out of a list, lifted or lowered in it."""
