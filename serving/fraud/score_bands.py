"""The band of a score: five steps for people, from the thresholds of the model.

::

    0       flag/4      flag      sqrt(flag*block)      block       1
    very_low |   low     |  elevated     |     high       |  very_high
           allowed       |            flagged             |   blocked

Scores are spread over powers of ten, so that the middle between two of them is their geometric
mean. Limits of one's own may be given instead.
"""

from collections import OrderedDict
from collections.abc import Mapping
from itertools import pairwise
from math import sqrt
from typing import Final, Literal

from msgspec import Struct

from events.fraud.decision import Action
from events.shared.model_ref import ModelRef
from models.fraud.thresholds import Thresholds

Band = Literal["very_low", "low", "elevated", "high", "very_high"]

OF_ACTION: Final[Mapping[Action, Band]] = {"allow": "low", "flag": "elevated", "block": "very_high"}
"""The band of a payment without a score."""

_MOST_MODELS: Final = 16
"""Models whose limits are known: an answer that is given again is some minutes old at most."""

_LOW_PART: Final = 4
_DIGITS: Final = 6


class BandLimits(Struct, frozen=True):
    """From which score on each band begins; below `low` it is `very_low`.

    Raises:
        ValueError: they do not grow from above 0 to at most 1.
    """

    low: float
    elevated: float
    high: float
    very_high: float

    def __post_init__(self) -> None:
        """Check that they grow."""
        limits = (self.low, self.elevated, self.high, self.very_high)
        grows = all(one <= following for one, following in pairwise(limits))
        if not (grows and self.low > 0 and self.very_high <= 1):
            told = ", ".join(f"{one:g}" for one in limits)
            raise ValueError(
                f"bands: {told}; expected four scores that grow, above 0 and at most 1"
            )

    def band(self, score: float) -> Band:
        """The band of a score.

        >>> BandLimits(0.01, 0.05, 0.2, 0.6).band(0.05)
        'elevated'
        """
        if score >= self.very_high:
            return "very_high"
        if score >= self.high:
            return "high"
        if score >= self.elevated:
            return "elevated"
        return "low" if score >= self.low else "very_low"


def limits_of(thresholds: Thresholds) -> BandLimits:
    """The limits that go with what is flagged and what is blocked.

    >>> limits_of(Thresholds(flag=0.04, block=0.64))
    BandLimits(low=0.01, elevated=0.04, high=0.16, very_high=0.64)
    """
    flag, block = thresholds.flag, thresholds.block
    # Rounding may not carry a limit over the next one.
    high = min(max(round(sqrt(flag * block), _DIGITS), flag), block)
    return BandLimits(flag / _LOW_PART, flag, high, block)


class ModelBands:
    """The limits that go with the thresholds of each model that was in force lately."""

    def __init__(self) -> None:
        self._of: OrderedDict[ModelRef, BandLimits] = OrderedDict()

    def note(self, model: ModelRef, thresholds: Thresholds) -> None:
        """A model comes into force, with what it flags and blocks."""
        self._of[model] = limits_of(thresholds)
        self._of.move_to_end(model)
        if len(self._of) > _MOST_MODELS:
            self._of.popitem(last=False)

    def of(self, model: ModelRef) -> BandLimits:
        """The limits of a model; of one that another process had, those of the one in force."""
        known = self._of.get(model)
        return next(reversed(self._of.values())) if known is None else known
