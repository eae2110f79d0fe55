"""What events of every system share: identifiers, codes, JSON, units."""
