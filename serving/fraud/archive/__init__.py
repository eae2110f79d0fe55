"""The newest decisions in memory, by id, card, merchant and action, with what came after."""
