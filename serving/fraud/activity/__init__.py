"""What is counted of the decisions as they come: rates, latencies, rules, scores, frauds."""
