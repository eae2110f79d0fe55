"""How a new version gets there: a release that never loses state, step by step."""
