"""`revstream catalogue`: the page of all features."""
