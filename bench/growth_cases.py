"""Streams by which states grow: many keys, long histories, hot keys, payments out of order.

::

    warm-up: fills the states          measured: at cards and merchants of the same kind
    |------------------------------|   |--------------------------------------------|
    every card once, or its 30 days    some of them up to 22 h late, where the case says so
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from events.shared.time_units import DAY_MS, HOUR_MS

START_MS: Final = 1_736_121_600_000
_MEASURED_DAYS: Final = 3
_MOST_BEHIND_MS: Final = 22 * HOUR_MS
_CARDS_A_MERCHANT: Final = 10
_EUROPE: Final = ((45.0, 54.0), (2.0, 14.0))


@dataclass(frozen=True)
class Case:
    """One stream.

    Attributes:
        name: in the results.
        title: for people.
        cards: number of cards; there is a merchant for every ten.
        held: payments that each card has made before.
        warm_up_days: over which those are spread.
        hot_share: share of the measured payments at one merchant, where as many were made before.
        late_share: share of the measured payments that come 1 ms to 22 h late.
        in_job: whether the job is measured as well.
    """

    name: str
    title: str
    cards: int
    held: int = 1
    warm_up_days: int = 20
    hot_share: float = 0.0
    late_share: float = 0.0
    in_job: bool = True

    @property
    def warm_up(self) -> int:
        """Payments before the measured ones."""
        return self.cards * self.held


FULL: Final = (
    Case("keys_10k", "10,000 cards", 10_000),
    Case("keys_100k", "100,000 cards", 100_000),
    Case("keys_1m", "1,000,000 cards", 1_000_000),
    Case("history_30d", "2,000 cards of 100 payments in 30 days", 2_000, 100, 30),
    Case("hot_key", "30 % at one merchant", 60_000, hot_share=0.3),
    Case("disorder_5", "5 % out of order", 10_000, late_share=0.05),
    Case("disorder_30", "30 % out of order", 10_000, late_share=0.3),
    Case("hot_disorder_5", "30 % at one merchant, 5 % out of order", 60_000, 1, 20, 0.3, 0.05),
)
QUICK: Final = (
    Case("keys_10k", "10,000 cards", 10_000, in_job=False),
    Case("keys_100k", "100,000 cards", 100_000, in_job=False),
    Case("disorder_30", "30 % out of order", 10_000, late_share=0.3, in_job=False),
)


def write_case(case: Case, measured: int, path: Path) -> int:
    """Write the payments of a case as JSON Lines; returns how many."""
    encode = msgspec.json.Encoder().encode
    count = 0
    with path.open("wb") as lines:
        for payment in _payments(case, measured):
            lines.write(encode(payment) + b"\n")
            count += 1
    return count


def _payments(case: Case, measured: int) -> Iterator[dict[str, object]]:
    rng = np.random.default_rng(11)
    count = case.warm_up + measured
    cards = np.concatenate(
        [
            *(rng.permutation(case.cards) for _ in range(case.held)),
            rng.integers(0, case.cards, measured),
        ]
    )
    merchants = rng.integers(1, case.cards // _CARDS_A_MERCHANT + 1, count)
    merchants[rng.random(count) < case.hot_share] = 0
    times_ms = _times_ms(rng, case, measured)
    amounts = rng.lognormal(8, 1, count).astype(np.int64) + 1
    latitudes, longitudes = (rng.uniform(*span, count).round(4) for span in _EUROPE)
    for number in range(count):
        yield {
            "transaction_id": f"t-{number:08d}",
            "card_id": f"card-{cards[number]:07d}",
            "merchant_id": f"shop-{merchants[number]:06d}",
            "amount_minor": int(amounts[number]),
            "currency": "EUR",
            "country": "DE",
            "channel": "pos",
            "event_time_ms": int(times_ms[number]),
            "latitude": float(latitudes[number]),
            "longitude": float(longitudes[number]),
        }


def _times_ms(rng: np.random.Generator, case: Case, measured: int) -> NDArray[np.int64]:
    """Event times in the order of arrival."""
    warm_up_ms = case.warm_up_days * DAY_MS
    before = np.sort(rng.integers(0, warm_up_ms, case.warm_up))
    after = np.sort(rng.integers(warm_up_ms, warm_up_ms + _MEASURED_DAYS * DAY_MS, measured))
    late = rng.random(measured) < case.late_share
    after[late] -= rng.integers(1, _MOST_BEHIND_MS, int(late.sum()))
    times_ms: NDArray[np.int64] = START_MS + np.concatenate([before, after])
    return times_ms
