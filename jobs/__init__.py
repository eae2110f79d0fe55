"""How it is wired: topologies, sources, sinks and settings; no logic."""
