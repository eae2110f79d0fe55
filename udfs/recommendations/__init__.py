"""How Flink runs the recommendation system; its functions are not there yet."""
