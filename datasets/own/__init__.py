"""Anyone's own payments, from CSV, Parquet or JSON Lines, by a mapping of their columns."""
