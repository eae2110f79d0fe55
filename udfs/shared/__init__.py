"""Operators that know nothing of a system, and how Python runs in them."""
