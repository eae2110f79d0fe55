"""The fraud decision on request."""
