"""History decided again: what rules and a model would have done, against what is known now."""
