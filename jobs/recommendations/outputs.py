"""What the recommendation job writes."""

from typing import Final

OUTPUTS: Final = ("lists", "rejected", "late", "duplicates", "features")
"""The results, by the name of their file; duplicates have no stream."""
