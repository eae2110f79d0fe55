"""A definition file compiled: what each key remembers, and the code that makes features of it."""
