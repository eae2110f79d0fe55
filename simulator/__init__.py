"""What we try it on: a seeded simulator of payments, frauds and the disorder of a real stream."""
