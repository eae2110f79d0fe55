"""The probe as a program: looks at where it runs, and so does the one operator of its job."""
