"""The HTTP interface over both systems."""
