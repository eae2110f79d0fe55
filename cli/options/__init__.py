"""Options and types of arguments that several commands take."""
