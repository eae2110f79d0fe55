"""Lists of recommendations on request."""
