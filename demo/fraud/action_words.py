"""What was done to a payment, in words."""

from collections.abc import Mapping
from typing import Final

from events.fraud.decision import Action

ACTION_WORDS: Final[Mapping[Action, str]] = {
    "allow": "allowed",
    "flag": "flagged",
    "block": "blocked",
}
"""What was done to a payment, by action."""
