"""What a model was trained on, in counts: kept beside it, and compared with what it meets later."""
