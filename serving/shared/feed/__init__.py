"""The live feed: what happens goes to many clients, and none can hold up the others."""
