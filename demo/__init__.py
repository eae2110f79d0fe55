"""What it looks like: simulated payments through the job on this machine, and a report."""
