"""From which probability of fraud a payment is flagged, and from which it is blocked."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from events.fraud.decision import Action
from models.shared.manifest import ModelManifest

ACTIONS: Final[tuple[Action, ...]] = ("allow", "flag", "block")
"""Every action, the mildest first."""

_NAMES: Final = ("flag", "block")


class Thresholds(Struct, frozen=True):
    """Probabilities of fraud from which a payment is flagged, and blocked."""

    flag: float
    block: float

    def action(self, score: float) -> Action:
        """What is done with a payment of that score; NaN is never allowed.

        >>> thresholds = Thresholds(flag=0.5, block=0.9)
        >>> thresholds.action(0.4), thresholds.action(0.5), thresholds.action(float("nan"))
        ('allow', 'flag', 'flag')
        """
        if score >= self.block:
            return "block"
        return "allow" if score < self.flag else "flag"

    def places(self, scores: NDArray[np.float64]) -> NDArray[np.int8]:
        """As `action`, of each score: places in `ACTIONS`; but NaN is allowed."""
        return (scores >= self.flag).astype(np.int8) + (scores >= self.block)

    def by_name(self) -> dict[str, float]:
        """As a manifest holds them."""
        return {"flag": self.flag, "block": self.block}


def thresholds_of(manifest: ModelManifest) -> Thresholds:
    """The thresholds of the manifest of a loaded artifact."""
    return Thresholds(flag=manifest.thresholds["flag"], block=manifest.thresholds["block"])


def action_named(name: str) -> Action:
    """The action that a rule asks for by its name.

    Raises:
        ValueError: there is no such action.
    """
    return ACTIONS[ACTIONS.index(name)]


def threshold_faults(named: Mapping[str, float]) -> list[str]:
    """What is wrong with the thresholds of a manifest; empty if nothing is."""
    if sorted(named) != sorted(_NAMES):
        return [f"thresholds: {', '.join(named) or 'none'}, expected flag and block"]
    low, high = named["flag"], named["block"]
    if 0 < low <= high <= 1:
        return []
    return [f"thresholds: flag {low}, block {high}, expected 0 < flag <= block <= 1"]
