"""`revstream inspect`: looks at a file of records before it is used."""
