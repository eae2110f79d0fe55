"""Real servers on this machine for the demo and the tests, stopped for certain when it ends."""
