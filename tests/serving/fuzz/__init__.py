"""Requests of all kinds to the whole service: none may meet a fault of it."""
