"""What a load costs: shards, processing units, store and money, with the sums shown."""
