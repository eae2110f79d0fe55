"""What flows: the typed wire contracts and their one codec."""
