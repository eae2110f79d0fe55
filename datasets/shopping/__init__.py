"""Public data of shopping as events, a catalogue, and tables of visits."""
