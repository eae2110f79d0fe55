"""`revstream rules`: checks rules, and what they would have done."""
