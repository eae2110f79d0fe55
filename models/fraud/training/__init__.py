"""How the model of the fraud system is made: rows, fit, thresholds, measures, registry."""
