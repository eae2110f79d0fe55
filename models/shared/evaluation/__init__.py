"""What evaluations of any system have in common; never run by a job."""
