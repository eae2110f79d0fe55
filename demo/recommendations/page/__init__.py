"""The report of the demo of recommendations: one HTML file that needs nothing else."""
