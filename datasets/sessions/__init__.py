"""Shopping sessions as files, and what came next in others: for learning and for measuring."""
