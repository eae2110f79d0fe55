"""Traces out of decisions: what was decided becomes spans, as OTLP over HTTP with JSON."""
