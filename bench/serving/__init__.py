"""What is served: decisions and reads on request, and the live feed, asked by another process."""
