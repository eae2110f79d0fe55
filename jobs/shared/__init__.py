"""How a job is wired, run and guarded, whatever it decides."""
