"""How far a program is, as a line of JSON on standard output: a time and a number of payments."""

import json
from time import monotonic
from typing import Final

TOLD_EVERY: Final = 500
"""Payments between two lines of what can tell at any time."""


def tell(payments: int) -> None:
    """Say that so many payments are decided by now, on the clock that all processes share."""
    print(json.dumps({"at_s": monotonic(), "payments": payments}), flush=True)
