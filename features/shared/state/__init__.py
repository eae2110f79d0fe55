"""The state of one key: a pure function of its append log, whatever plan reads it."""
