"""How the recommendation job is wired; it is not there yet."""
