"""The delayed-feedback protocol: which payments a model is tested on, and on which day.

::

         train from       train to         test from = train to + delay     test to
    ------|=== training ===|----- delay -----|=== day 0 ===|=== day 1 ===|-----> event time
                                |<---------- delay --------|
          |-- frauds in here ---|   are known when day 1 begins:
                                    their cards are blocked, and left out of day 1

A card with a fraud between the start of the training and `delay` before a test day is known to be
compromised by then; its payments of that day are no test of the model. The protocol is that of Dal
Pozzolo et al., "Credit card fraud detection: a realistic modeling and a novel learning strategy"
(2018), and of Le Borgne et al., "Reproducible machine learning for credit card fraud detection"
(2022).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from events.shared.time_units import DAY_MS
from models.fraud.evaluation.scored import ScoredPayments
from models.shared.training.period import Period, day
from trainset.table import TrainingTable

Ints = NDArray[np.int64]

_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods of one evaluation.

    Attributes:
        train: payments to train on.
        delay_ms: time from a fraud to its becoming known.
        test: payments to test on; its days begin at its start, every 24 hours.

    Raises:
        ValueError: the test begins before the training ends, or the delay is negative.
    """

    train: Period
    delay_ms: int
    test: Period

    def __post_init__(self) -> None:
        """See Raises."""
        if self.delay_ms < 0:
            raise ValueError(f"delay: {self.delay_ms} ms, expected 0 or more")
        if self.test.from_ms < self.train.to_ms:
            raise ValueError(
                f"test from: {day(self.test.from_ms)} UTC, expected at or after the end of the"
                f" training, {day(self.train.to_ms)}: a model is not tested on payments it was"
                " trained on"
            )

    @property
    def days(self) -> int:
        """Number of test days; the last one may be shorter than 24 hours."""
        return -(-(self.test.to_ms - self.test.from_ms) // DAY_MS)

    def later(self, by_ms: int) -> "Periods":
        """The same, `by_ms` later."""
        return Periods(
            Period(self.train.from_ms + by_ms, self.train.to_ms + by_ms),
            self.delay_ms,
            Period(self.test.from_ms + by_ms, self.test.to_ms + by_ms),
        )


class LeftOut(Struct, frozen=True):
    """What of the test period is not tested on.

    Attributes:
        compromised_cards: cards left out of at least one day because they were known by then.
        payments_of_compromised_cards: their payments on those days.
        frauds_of_compromised_cards: the frauds among these.
        late_payments: payments of other cards without features of their history.
    """

    compromised_cards: int
    payments_of_compromised_cards: int
    frauds_of_compromised_cards: int
    late_payments: int


@dataclass(frozen=True, slots=True)
class TestSet:
    """The payments to test on.

    Attributes:
        rows: (n,) indices into the table.
        day: (n,) number of the test day.
        days: how many there are.
        fraud: (n,) truth.
        left_out: what the period holds beyond them.
    """

    rows: Ints
    day: Ints
    days: int
    fraud: NDArray[np.bool_]
    left_out: LeftOut


def select_test(table: TrainingTable, periods: Periods) -> TestSet:
    """The payments of the test period that are a test.

    Raises:
        ValueError: there is nothing to test on, or no fraud or nothing genuine in it.
    """
    truth = table.truth()
    rows = table.between(periods.test.from_ms, periods.test.to_ms)
    day = (table.event_time_ms[rows] - periods.test.from_ms) // DAY_MS
    day_start_ms = periods.test.from_ms + day * DAY_MS
    first_fraud_ms = _first_frauds(table, truth, periods.train.from_ms)[table.card[rows]]
    known = first_fraud_ms < day_start_ms - periods.delay_ms
    late = table.late[rows] & ~known
    kept = ~known & ~late
    _require_both_classes(truth[rows[kept]], int(known.sum()))
    return TestSet(
        rows=rows[kept],
        day=day[kept],
        days=periods.days,
        fraud=truth[rows[kept]],
        left_out=LeftOut(
            compromised_cards=int(np.unique(table.card[rows[known]]).size),
            payments_of_compromised_cards=int(known.sum()),
            frauds_of_compromised_cards=int(truth[rows[known]].sum()),
            late_payments=int(late.sum()),
        ),
    )


def scored(table: TrainingTable, test: TestSet, score: NDArray[np.float64]) -> ScoredPayments:
    """The test payments with a model's (n,) scores of them."""
    currencies = table.currency[test.rows]
    return ScoredPayments(
        score=score,
        fraud=test.fraud,
        card=table.card[test.rows],
        day=test.day,
        days=test.days,
        amount_minor=table.amount_minor[test.rows],
        valued=np.asarray(currencies == main_currency(table, test), dtype=np.bool_),
    )


def main_currency(table: TrainingTable, test: TestSet) -> str:
    """The currency that most test payments are in: amounts are only summed within one."""
    names, counts = np.unique(table.currency[test.rows].astype(str), return_counts=True)
    return str(names[np.argmax(counts)])


def _first_frauds(table: TrainingTable, truth: NDArray[np.bool_], from_ms: int) -> Ints:
    """(cards,) time of each card's first fraud at or after `from_ms`; for a card without, never."""
    first = np.full(len(table.card_ids), _NEVER, dtype=np.int64)
    counted = truth & (table.event_time_ms >= from_ms)
    np.minimum.at(first, table.card[counted], table.event_time_ms[counted])
    return first


def _require_both_classes(fraud: NDArray[np.bool_], known: int) -> None:
    if fraud.any() and not fraud.all():
        return
    raise ValueError(
        f"test period: {fraud.size} payments to test on, {int(fraud.sum())} of them frauds, besides"
        f" {known} of cards known to be compromised; expected both frauds and genuine payments"
    )
