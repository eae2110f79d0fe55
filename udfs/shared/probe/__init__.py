"""The probe: what a place has of all that the job needs, before the first job."""
