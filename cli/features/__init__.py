"""`revstream features`: lists, plans and reads features, and tells what they cost."""
