"""Whether a feature saw a label before it was reported: recomputed plainly from the labels.

::

    label   payment p ............ reported r          what a row at t may know of p:
    row              t1 (nothing)      |   t2 (fraud)   the newest label with r <= t

This is no second implementation to compute features with: it knows nothing of state, watermarks or
arrival of labels, only the table's payments, the labels and the definitions of the features.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import FEEDBACK_WINDOW_MS
from features.shared.windows import LONGEST_WINDOW_MS
from trainset.past_labels import (
    LABEL_FEATURES,
    LabelledRow,
    PaymentsAndLabels,
    known_frauds,
)

CARD_FEATURE: Final = "card_confirmed_fraud_30d"
MOST_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Leak:
    """A value that the labels reported by the time of its row do not give."""

    feature: str
    transaction_id: str
    event_time_ms: int
    in_trainset: FeatureValue
    from_labels: FeatureValue


@dataclass(slots=True)
class LabelCheck:
    """What was checked, and what was found.

    Attributes:
        rows: rows checked.
        values: values checked.
        skipped: values of cards and merchants too busy for exact values, see `HistoryLimits`.
        leaks: by feature, the number of values that the labels known by then do not give.
        examples: the first of them.
    """

    rows: int = 0
    values: int = 0
    skipped: int = 0
    leaks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABEL_FEATURES, 0))
    examples: list[Leak] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether no value differs."""
        return not any(self.leaks.values())


def check_labels(folder: Path, most_rows: int | None = None, seed: int = 0) -> LabelCheck:
    """Recomputes the features that come from labels, of all rows on time or of a random sample.

    Args:
        folder: a training set.
        most_rows: size of the sample, None for all rows.
        seed: of the sample.

    Raises:
        ValueError: `folder` holds no whole training set.
    """
    past = PaymentsAndLabels(folder)
    rows = past.on_time
    if most_rows is not None and rows.size > most_rows:
        rows = np.sort(np.random.default_rng(seed).choice(rows, most_rows, replace=False))
    check = LabelCheck()
    for row in past.rows(rows):
        _check_row(row, past, check)
    return check


def _check_row(row: LabelledRow, past: PaymentsAndLabels, check: LabelCheck) -> None:
    expected = {**_of_card(row, past), **_of_merchant(row, past)}
    check.rows += 1
    check.values += len(expected)
    check.skipped += len(LABEL_FEATURES) - len(expected)
    for name, value in expected.items():
        stored = row.values[name]
        if stored != value:
            check.leaks[name] += 1
            if len(check.examples) < MOST_EXAMPLES:
                leak = Leak(name, row.transaction_id, row.event_time_ms, stored, value)
                check.examples.append(leak)


def _of_card(row: LabelledRow, past: PaymentsAndLabels) -> dict[str, FeatureValue]:
    labels = past.labels_of_card(row)
    if len(labels) > past.limits.labelled_payments:
        return {}
    time_ms = row.event_time_ms
    return {CARD_FEATURE: known_frauds(labels, time_ms, time_ms - LONGEST_WINDOW_MS, time_ms)}


def _of_merchant(row: LabelledRow, past: PaymentsAndLabels) -> dict[str, FeatureValue]:
    labels = past.labels_of_merchant(row)
    if len(labels) > past.limits.labelled_payments:
        return {}
    until_ms = row.event_time_ms - past.limits.feedback_delay_ms
    times_ms = past.merchant_times_before(row)
    exact = past.payments_of_merchant(row) <= past.limits.exact_payments
    values: dict[str, FeatureValue] = {}
    for name, window_ms in FEEDBACK_WINDOW_MS.items():
        after_ms = until_ms - window_ms
        frauds = known_frauds(labels, row.event_time_ms, after_ms, until_ms)
        values[f"merchant_fraud_count_{name}"] = frauds
        if exact:
            payments = int(np.count_nonzero((times_ms > after_ms) & (times_ms <= until_ms)))
            share = min(1.0, frauds / payments) if payments else None
            values[f"merchant_fraud_share_{name}"] = share
    return values
