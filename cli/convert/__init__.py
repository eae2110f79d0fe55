"""`revstream convert`: brings records into the form of the wire."""
