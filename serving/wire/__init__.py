"""Answers as they go over the wire: made by the API, read by its client."""
