"""The language of rules and definitions: checked expressions that compile to Python."""
