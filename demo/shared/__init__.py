"""What the demos of all systems have in common: pace, progress, latencies, checks, blocks."""
