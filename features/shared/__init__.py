"""State machines of features that know nothing of a system."""
