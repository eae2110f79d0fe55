"""What is remembered and computed, as data: fields, entities, features, read from one file."""
