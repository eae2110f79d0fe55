"""Amounts of different currencies, made comparable exactly."""
