"""What flows in the recommendation system; its events are not there yet."""
