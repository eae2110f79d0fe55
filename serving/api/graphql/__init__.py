"""GraphQL over what REST serves: the same data, by the same keys."""
