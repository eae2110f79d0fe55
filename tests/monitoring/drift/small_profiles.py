"""A profile written by hand, and decisions for it."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from events.shared.feature_value import WrittenValue
from events.shared.model_ref import ModelRef
from models.shared.profile.feature_profile import FeatureProfile
from models.shared.profile.model_profile import ModelProfile

MODEL: Final = ModelRef("small", "1", "0" * 64)
DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
START_MS: Final = 1_736_121_600_000


class SmallDecision(Struct, frozen=True):
    """What a monitor reads of a decision."""

    decision_id: str
    event_time_ms: int
    features: Mapping[str, WrittenValue]
    late: bool = False
    score: float | None = None
    model: ModelRef = MODEL
    currency: str | None = "EUR"
    country: str | None = "FR"
    channel: str | None = "pos"


def every_hour(*counts: int) -> tuple[tuple[int, ...], ...]:
    """The same rows at each hour of the day."""
    return (counts,) * 24


AMOUNT: Final = FeatureProfile(
    "amount", "number", every_hour(0, 50, 50, 0, 0), edges=(0.0, 10.0, 20.0)
)
COUNTRY: Final = FeatureProfile(
    "country", "category", every_hour(80, 20, 0, 0), categories=("FR", "DE")
)
PROFILE: Final = ModelProfile(
    rows=2_400,
    late=0,
    from_ms=START_MS - 4 * DAY_MS,
    to_ms=START_MS,
    features=(AMOUNT, COUNTRY),
    hours=FeatureProfile(
        "event_hour",
        "category",
        tuple(tuple(100 * (cell == hour) for cell in range(26)) for hour in range(24)),
        categories=tuple(map(str, range(24))),
    ),
    score=FeatureProfile("score", "number", every_hour(0, 90, 10, 0, 0), edges=(0.0, 0.1, 1.0)),
    score_of="later payments",
)
"""Half of the amounts up to 10, a fifth from Germany, a tenth of the scores above 0.1."""
