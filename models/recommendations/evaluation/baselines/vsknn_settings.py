"""The parameters of V-SKNN, and the values of them that are published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log10
from typing import Final

PLACE_WEIGHTS: Final[Mapping[str, Callable[[int, int], float]]] = {
    "same": lambda _, __: 1.0,
    "div": lambda place, length: place / length,
    "linear": lambda place, length: max(0.0, 1 - 0.1 * (length - place)),
    "quadratic": lambda place, length: (place / length) ** 2,
    "log": lambda place, length: 1 / log10(length - place + 1.7),
}
"""Weight of the item at a place, from 1, in a prefix of a length.

``linear`` is what session-rec means: there the weight is 0 from the eleventh place on, the latest
items of a long session.
"""

STEP_WEIGHTS: Final[Mapping[str, Callable[[int], float]]] = {
    "same": lambda _: 1.0,
    "div": lambda step: 1 / step,
    "linear": lambda step: max(0.0, 1 - 0.1 * step),
    "quadratic": lambda step: 1 / step**2,
    "log": lambda step: 1 / log10(step + 1.7),
}
"""Weight of a neighbour whose latest common item is so many steps from the end, 1 for the last.

``linear`` ends at 0: in session-rec it goes on below, so that a common item far back counts against
all the items of a session.
"""


@dataclass(frozen=True, slots=True)
class VsknnSettings:
    """The parameters, by their names in session-rec where those are clear.

    Attributes:
        neighbours: most similar sessions that score items (`k`).
        sample_size: most recent sessions that share an item with the prefix.
        weighting: name in `PLACE_WEIGHTS`.
        weighting_score: name in `STEP_WEIGHTS`.
        idf_weighting: how much a rare item counts more, 0 not at all.

    Raises:
        ValueError: a number is too low, or a name is not known.
    """

    neighbours: int = 100
    sample_size: int = 1000
    weighting: str = "div"
    weighting_score: str = "div"
    idf_weighting: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no list can be made of."""
        faults = [
            f"{name}: {value}, expected 1 or more"
            for name, value in (("neighbours", self.neighbours), ("sample_size", self.sample_size))
            if value < 1
        ]
        if self.weighting not in PLACE_WEIGHTS:
            faults.append(
                f"weighting: {self.weighting}, expected one of {', '.join(PLACE_WEIGHTS)}"
            )
        if self.weighting_score not in STEP_WEIGHTS:
            names = ", ".join(STEP_WEIGHTS)
            faults.append(f"weighting_score: {self.weighting_score}, expected one of {names}")
        if self.idf_weighting < 0:
            faults.append(f"idf_weighting: {self.idf_weighting}, expected 0 or more")
        if faults:
            raise ValueError("; ".join(faults))


PUBLISHED: Final = VsknnSettings()
"""The paper's linear decay, with the defaults of session-rec."""

TUNED_ON_RETAILROCKET: Final = VsknnSettings(1500, 2500, "same", "linear", 10.0)
"""Found on sessions of RetailRocket by Ludewig, Mauro, Latifi and Jannach, "Empirical analysis of
session-based recommendation algorithms" (2021): rn5l.github.io/session-rec/umuai."""

TUNED_ON_RETAILROCKET_USERS: Final = VsknnSettings(50, 500, "log", "linear", 10.0)
"""Found on sessions of its returning users by Latifi, Mauro and Jannach, "Session-aware
recommendation: a surprising quest for the state-of-the-art" (2021): `window_retailrocket_vsknn.yml`
in session-rec."""
