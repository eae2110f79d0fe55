"""What both systems are served by: who asks, what was decided lately, the live feed."""
