"""`revstream serve`: puts the service together out of its options."""
