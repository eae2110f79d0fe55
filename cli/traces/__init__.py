"""`revstream traces`: makes spans of decisions."""
