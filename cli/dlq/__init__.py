"""`revstream dlq`: looks at dead letters and replays them."""
