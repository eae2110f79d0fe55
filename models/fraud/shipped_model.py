"""Where the model is that comes with the fraud system."""

from pathlib import Path
from typing import Final

SHIPPED_MODEL: Final = Path(__file__).parent / "artifacts" / "fraud-v2"
"""Directory of the artifact."""
