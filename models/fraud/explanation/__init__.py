"""How the model explains a score to a fraud analyst, and decides a record again."""
