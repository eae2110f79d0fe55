"""Rules, scoring, explanation and training that know nothing of a system."""
