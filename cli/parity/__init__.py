"""`revstream parity`: whether the same decisions and lists come by every way."""
