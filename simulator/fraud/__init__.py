"""How cards are abused: one pattern a module, and the campaigns that use them."""
