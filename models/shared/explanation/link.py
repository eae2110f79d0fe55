"""From a model's margin to the score: its own link, then a calibration in log-odds."""

from math import exp, isfinite, log
from typing import Final, Literal

from msgspec import Struct

Margin = Literal["log_odds", "probability"]

_SAME_MARGIN: Final = 1e-9
"""Below this difference of margins the slope between two scores is taken as the derivative."""
_STEP: Final = 1e-5


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """How the score follows from the margin: sigmoid(slope * log-odds + intercept).

    Attributes:
        margin: whether the margin is log-odds (boosting, linear) or a probability (forest).
        slope: of the calibration; 1 without one.
        intercept: of the calibration, in log-odds; 0 without one.
        least: a probability is kept within `least` and 1 - `least` before its log-odds are taken.
    """

    margin: Margin
    slope: float = 1.0
    intercept: float = 0.0
    least: float = 1e-7

    def faults(self) -> list[str]:
        """What is wrong with it, each fault naming its field."""
        checks = (
            (isfinite(self.slope) and self.slope > 0, f"slope: {self.slope}, expected above 0"),
            (isfinite(self.intercept), f"intercept: {self.intercept}, expected finite"),
            (0 < self.least < 0.5, f"least: {self.least}, expected between 0 and 0.5"),  # noqa: PLR2004
        )
        return [text for holds, text in checks if not holds]

    def score(self, margin: float) -> float:
        """The score (0 to 1) of a margin."""
        if self.margin == "log_odds":
            return _sigmoid(self.slope * margin + self.intercept)
        if self.slope == 1.0 and self.intercept == 0.0:
            return margin
        kept = min(max(margin, self.least), 1 - self.least)
        return _sigmoid(self.slope * log(kept / (1 - kept)) + self.intercept)

    def steepness(self, usual: float, margin: float) -> float:
        """Score gained for each unit of margin on the way from `usual` to `margin`, 0 or more.

        Contributions to the margin times this add up to the difference of the two scores.
        """
        if abs(margin - usual) >= _SAME_MARGIN:
            return (self.score(margin) - self.score(usual)) / (margin - usual)
        return (self.score(margin + _STEP) - self.score(margin - _STEP)) / (2 * _STEP)


def _sigmoid(log_odds: float) -> float:
    if log_odds >= 0:
        return 1 / (1 + exp(-log_odds))
    grown = exp(log_odds)
    return grown / (1 + grown)
