"""What we remember: pure feature state machines, (state, event) to (state, features)."""
