"""Shoppers to try recommendations on: seeded, with a catalogue, tastes, visits and disturbances."""
