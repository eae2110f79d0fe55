"""What uses cost: plans in a file, charges in whole minor units, statements of a month."""
