"""What we decide: rules, scoring, model artifacts and the decision itself."""
