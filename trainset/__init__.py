"""The point-in-time table of features and labels: what models are trained and measured on."""
