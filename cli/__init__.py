"""The `revstream` command."""
