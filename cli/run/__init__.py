"""`revstream run` and `history`: a job on this machine or on a cluster."""
