"""Public data sets as payments, to run the jobs on real traffic."""
