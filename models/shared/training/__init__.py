"""How a model is made: rows, split, fit, thresholds, measures, export; never run by a job."""
