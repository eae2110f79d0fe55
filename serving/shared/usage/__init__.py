"""What tenants have used: counted once, held to their quotas, and told."""
