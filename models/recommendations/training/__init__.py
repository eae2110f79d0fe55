"""From histories of sessions to a ranker: rows as of their time, boosted trees, ONNX."""
