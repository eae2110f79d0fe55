"""Histories in memory, strategies for them, and the naive way from a history to its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
from hypothesis import strategies as st

from datasets.payment_columns import table_of
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS
from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.passage import PassedPayment
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment
from tests.oracles.replay_oracle import NaiveReplay
from tests.strategies.labels import REPORTS, Report, label
from tests.strategies.payments import LONG_STREAMS, STREAMS
from trainset.arrival import merged
from trainset.build import Build
from trainset.manifest import Manifest

LIMITS = HistoryLimits()
SHORT = HistoryLimits(
    allowed_lateness_ms=HOUR_MS, dedup_window_ms=2 * HOUR_MS, feedback_delay_ms=HOUR_MS
)


@dataclass(frozen=True)
class MemoryHistory:
    """A history that a test made."""

    arrived: Sequence[Payment]
    labels: Sequence[Label] = ()
    unfed_fields: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    data_id: str = "made by a test"

    @property
    def payments(self) -> Iterator[Payment]:
        return iter(self.arrived)

    @property
    def table(self) -> Any:  # noqa: ANN401 - a pyarrow table
        return table_of(self.arrived)


def labelled(payments: list[Payment], reports: list[Report]) -> MemoryHistory:
    """`payments` with a label for each report, by reported time."""
    last = len(payments) - 1
    labels = [
        label(number, report, payments[report.about * last // 100])
        for number, report in enumerate(reports)
    ]
    labels.sort(key=lambda each: each.reported_time_ms)
    return MemoryHistory(payments, labels)


HISTORIES = st.builds(labelled, STREAMS | LONG_STREAMS, st.lists(REPORTS, max_size=8))
"""Shuffled, late, duplicate and tied payments; labels revised, late, or about no payment."""


def regular(payments: int = 60, cards: int = 3) -> MemoryHistory:
    """A payment every six hours, of which every fifth is reported as a fraud eight days later."""
    arrived = [
        a_payment(
            START_MS + number * DAY_MS // 4,
            100 + number,
            transaction_id=f"t{number}",
            card_id=f"c{number % cards}",
            merchant_id=f"m{number % 2}",
        )
        for number in range(payments)
    ]
    labels = [fraud(payment, 8 * DAY_MS) for payment in arrived[::5]]
    return MemoryHistory(arrived, labels)


def fraud(payment: Payment, lag_ms: int) -> Label:
    """A chargeback of `payment`, some time later."""
    return Label(
        label_id=f"chargeback of {payment.transaction_id}",
        transaction_id=payment.transaction_id,
        card_id=payment.card_id,
        merchant_id=payment.merchant_id,
        kind="chargeback",
        event_time_ms=payment.event_time_ms,
        reported_time_ms=payment.event_time_ms + lag_ms,
    )


def built(history: MemoryHistory, folder: Path, limits: HistoryLimits = LIMITS) -> Manifest:
    """Builds a training set in `folder`."""
    return Build(limits).write(history, folder)


def naive_rows(history: MemoryHistory, limits: HistoryLimits) -> list[tuple[Payment, bool, Any]]:
    """Payment, lateness and values of each row.

    The oracle has all labels from the start: it looks at their reported times alone.
    """
    oracle = NaiveReplay(limits)
    oracle.labels = list(history.labels)
    rows = []
    for payment in history.arrived:
        kind, values = oracle.feed(payment)
        if kind != "duplicate":
            missing = (None,) * (len(FEATURE_NAMES) - len(values))
            rows.append((payment, kind == "late", (*values, *missing)))
    return rows


def stored_rows(folder: Path) -> list[dict[str, Any]]:
    """The rows of a training set as they are in the file."""
    rows: list[dict[str, Any]] = pq.read_table(folder / "rows.parquet").to_pylist()
    return rows


def scratch() -> TemporaryDirectory[str]:
    """A folder for one example of a property."""
    return TemporaryDirectory(prefix="trainset-")


def fed(replayer: Replayer, history: MemoryHistory) -> Iterator[tuple[Payment, PassedPayment]]:
    """Each payment that is none twice, in order of arrival, with what a replayer says of it."""
    for event in merged(history.payments, history.labels):
        if isinstance(event, Label):
            replayer.feed_label(event)
            continue
        found = replayer.feed(event)
        if found.kind != "duplicate":
            yield event, found
