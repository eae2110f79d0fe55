"""How good recommendations are on finished sessions: baselines and metrics; never run by a job."""
