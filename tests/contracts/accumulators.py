"""The one list of accumulators: what a key's state is made of, all with the same verbs.

``empty`` (the constructor), ``add``, ``len``, ``image`` and ``restore``. They merge nothing, since
two histories of one key never meet; what does merge, tiles into wider tiles, has its own tests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from events.shared.time_units import DAY_MS, HOUR_MS
from features.shared.accumulators.decayed_total import DecayedTotal
from features.shared.accumulators.last_values import LastValues
from features.shared.accumulators.positions import Positions
from features.shared.accumulators.seen_ids import SeenIds
from features.shared.accumulators.timeline import Timeline
from features.shared.accumulators.timeline_columns import Column
from features.shared.accumulators.value_counts import ValueCounts
from features.shared.accumulators.verdicts import Verdicts
from features.shared.limits import HistoryLimits
from features.shared.state.dedup import TransactionIds

LIMITS: Final = HistoryLimits(
    exact_payments=64, distinct_ids=64, dedup_ids=64, labelled_payments=64
)
REACH_MS: Final = 31 * DAY_MS


@dataclass(frozen=True)
class Accumulator:
    """One kind of accumulator.

    Attributes:
        empty: makes an empty one.
        add: adds the event of a number at a time, as of the newest time of all.
        bound: most items it may hold under `LIMITS`.
        keeps_order: whether what it stores depends on the order of arrival.
    """

    name: str
    empty: Callable[[], Any]
    add: Callable[[Any, int, int, int], None]
    bound: int
    keeps_order: bool = False


LADDER_ROWS: Final = 10 * 12 + 110 + 24 * 4 + 31 * 24
"""Most tiles that 31 days fill: 5 s to 10 min, 1 min to 2 h, 15 min to 26 h, 1 h beyond."""

ACCUMULATORS: Final = [
    Accumulator(
        "timeline",
        lambda: Timeline((Column("a"),), LIMITS.exact_payments),
        lambda part, number, time_ms, newest_ms: part.add(time_ms, (number,), newest_ms - REACH_MS),
        bound=(LIMITS.exact_payments + LADDER_ROWS) * 4 // 3,
    ),
    Accumulator(
        "timeline of two fields",
        lambda: Timeline(
            (Column("a", squares=True, largest=True), Column("b", smallest=True)),
            LIMITS.exact_payments,
        ),
        lambda part, number, time_ms, newest_ms: part.add(
            time_ms, (number, number * 7919 % 1000), newest_ms - REACH_MS
        ),
        bound=(LIMITS.exact_payments + LADDER_ROWS) * 4 // 3,
    ),
    Accumulator(
        "seen ids",
        lambda: SeenIds(DAY_MS, 30 * DAY_MS, LIMITS.distinct_ids),
        lambda part, number, time_ms, newest_ms: part.add(
            f"i{number}", time_ms, newest_ms - DAY_MS
        ),
        bound=LIMITS.distinct_ids,
    ),
    Accumulator(
        "positions",
        lambda: Positions(30 * DAY_MS, LIMITS.exact_payments),
        lambda part, number, time_ms, newest_ms: part.add(
            time_ms, number % 90, number % 180, newest_ms - DAY_MS
        ),
        bound=LIMITS.exact_payments,
    ),
    Accumulator(
        "transaction ids",
        lambda: TransactionIds(
            LIMITS.dedup_window_ms, LIMITS.allowed_lateness_ms, LIMITS.dedup_ids
        ),
        lambda part, number, time_ms, newest_ms: part.add(f"t{number}", time_ms, newest_ms),
        bound=LIMITS.dedup_ids,
        keeps_order=True,
    ),
    Accumulator(
        "verdicts",
        lambda: Verdicts(LIMITS.labelled_payments),
        lambda part, number, time_ms, newest_ms: part.add(
            f"t{number}", time_ms, (time_ms + 1, number % 3 > 0), newest_ms - REACH_MS
        ),
        bound=LIMITS.labelled_payments,
    ),
    Accumulator(
        "last values",
        lambda: LastValues(REACH_MS - DAY_MS, 3, LIMITS.exact_payments),
        lambda part, number, time_ms, newest_ms: part.add(
            time_ms, f"v{number % 5}", newest_ms - REACH_MS
        ),
        bound=LIMITS.exact_payments,
    ),
    Accumulator(
        "value counts",
        lambda: ValueCounts((DAY_MS, 30 * DAY_MS), LIMITS.exact_payments),
        lambda part, number, time_ms, newest_ms: part.add(
            time_ms, number % 5, newest_ms - REACH_MS
        ),
        bound=LIMITS.exact_payments,
    ),
    Accumulator(
        "decayed total",
        lambda: DecayedTotal(HOUR_MS, LIMITS.exact_payments),
        lambda part, number, time_ms, newest_ms: part.add(time_ms, number, newest_ms - REACH_MS),
        bound=LIMITS.exact_payments + 1,
    ),
]
