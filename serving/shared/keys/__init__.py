"""API keys: what one is, how it is checked, and the file that holds them."""
