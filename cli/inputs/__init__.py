"""What commands read records from, and streams that they write to."""
