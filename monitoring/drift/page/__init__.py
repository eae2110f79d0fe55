"""The drift report as one HTML file."""
