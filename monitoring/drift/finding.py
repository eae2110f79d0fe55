"""A finding: one measure of one feature in one window, beside its limit."""

from dataclasses import dataclass, field
from typing import Final, Literal

Level = Literal["alarm", "warn", "ok", "too_few"]
Measure = Literal["psi", "ks", "missing", "new_values", "share"]

LEVELS: Final[tuple[Level, ...]] = ("alarm", "warn", "ok", "too_few")
"""The worst first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one measure says.

    Attributes:
        feature: name of the feature; `score`, `event_hour`, or what the stream has a share of, such
            as `late`.
        window: name of the window.
        measure: `psi` and `ks` are distances; `missing` and `new_values` are by how much their
            share is above that of training, missing also below it; `share` the same of the stream.
        value: None where there is too little to say anything.
        limit: of the level reached, or, where none is, that of a warning.
        level: `too_few` says nothing about the data but that there is not enough of it.
        rows: of the window that the value is of.
        trained: the share in training, of the measures of a share.
        now: the share in the window.
        new: new values by how often they came, the most frequent first.
    """

    feature: str
    window: str
    measure: Measure
    value: float | None
    limit: float
    level: Level
    rows: int
    trained: float | None = None
    now: float | None = None
    new: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """From which values on something is said; what happens by chance is added to each.

    Attributes:
        warn: from this value on there is a warning.
        alarm: from this value on there is an alarm.
    """

    warn: float
    alarm: float

    def judged(self, value: float, by_chance: float) -> tuple[Level, float]:
        """The level of a value, and the limit of that level, for an ok one that of a warning.

        >>> Limits(0.1, 0.25).judged(0.27, by_chance=0.01)
        ('alarm', 0.26)
        >>> Limits(0.1, 0.25).judged(0.1, by_chance=0.01)
        ('ok', 0.11)
        """
        if value >= self.alarm + by_chance:
            return "alarm", self.alarm + by_chance
        limit = self.warn + by_chance
        return ("warn" if value >= limit else "ok"), limit
