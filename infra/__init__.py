"""Where it runs: the Pulumi components of an environment, and the application bundle."""
