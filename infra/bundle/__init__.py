"""The application bundle: all that an application runs, in one archive named by its contents."""
