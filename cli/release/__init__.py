"""`revstream release`: another version of a job, without losing its state."""
