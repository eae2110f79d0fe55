"""What the fraud job writes."""

from typing import Final

OUTPUTS: Final = ("decisions", "rejected", "late", "duplicates", "features")
"""The results, by the name of their file; duplicates have no stream."""
