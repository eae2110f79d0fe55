"""`revstream why`: why a decision was made, or a list."""
