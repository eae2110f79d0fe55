"""Charts that more than one report has."""
