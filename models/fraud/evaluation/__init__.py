"""How good a model is: metrics, the delayed-feedback protocol, baselines; never run by a job."""
