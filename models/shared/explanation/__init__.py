"""Why the model scored a payment as it did: contributions of its features, and reason codes."""
