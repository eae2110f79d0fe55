"""The application bundle: everything that an application runs, in one archive named by its contents."""
