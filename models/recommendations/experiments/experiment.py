"""An experiment: arms with their shares, and which of them a shopper is in.

::

    0            0.5          0.8      1
    |--- arm 1 ---|-- arm 2 ---|- arm 3 -|       the arm in whose part the shopper's number lies

The key is that of the shopper that stays when ids are linked, so a shopper keeps that arm.
"""

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from models.recommendations.experiments.draws import draw

SHIPPED: Final = "shipped"
"""Stands for the shipped ranker, or the shipped rules."""
NO_RANKER: Final = "none"


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the things that are compared.

    Attributes:
        name: of it.
        share: of the shoppers, above 0.
        ranker: path of an artifact, `SHIPPED`, or `NO_RANKER` for the rough score.
        rules: path of a rules file, or `SHIPPED`; None for those of the job.
    """

    name: str
    share: float
    ranker: str
    rules: str | None = None


@dataclass(frozen=True, slots=True)
class Explore:
    """How often the first places are shown in an order that is drawn.

    Attributes:
        share: of the lists.
        places: so many places, from the first on.
    """

    share: float
    places: int


@dataclass(frozen=True, slots=True)
class Experiment:
    """What an experiment file says.

    Attributes:
        id: of the experiment.
        salt: what arms are drawn with; another salt draws others.
        arms: at least two; the first is what the others are compared with.
        explore: None where every list is shown as the ranker has it.
    """

    id: str
    salt: str
    arms: tuple[Arm, ...]
    explore: Explore | None = None

    def arm_of(self, shopper: str) -> Arm:
        """The arm of a shopper, by its key `user:ID` or `session:ID`."""
        drawn = draw(self.salt, "arm", shopper)
        ends = accumulate(arm.share for arm in self.arms)
        # Shares are together 1 but for rounding: what is left belongs to the last.
        inside = (arm for arm, end in zip(self.arms, ends, strict=True) if drawn < end)
        return next(inside, self.arms[-1])
