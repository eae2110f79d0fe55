"""A history that is read before the live source: two jobs, and a savepoint between them."""
