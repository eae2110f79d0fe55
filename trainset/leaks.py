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
from features.shared.definitions.model import Aggregate, Feature
from trainset.past_labels import (
    LabelledRow,
    PaymentsAndLabels,
    known_frauds,
)
from trainset.table import Ints

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
    leaks: dict[str, int] = field(default_factory=dict)
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
    check = LabelCheck(leaks={feature.name: 0 for feature in past.features})
    for row in past.rows(rows):
        _check_row(row, past, check)
    return check


def _check_row(row: LabelledRow, past: PaymentsAndLabels, check: LabelCheck) -> None:
    check.rows += 1
    for feature in past.features:
        found = _from_labels(feature, row, past)
        if found is None:
            check.skipped += 1
            continue
        check.values += 1
        stored = row.values[feature.name]
        if stored != found.value:
            check.leaks[feature.name] += 1
            if len(check.examples) < MOST_EXAMPLES:
                leak = Leak(
                    feature.name, row.transaction_id, row.event_time_ms, stored, found.value
                )
                check.examples.append(leak)


@dataclass(frozen=True, slots=True)
class _Found:
    value: FeatureValue


def _from_labels(feature: Feature, row: LabelledRow, past: PaymentsAndLabels) -> _Found | None:
    """The value by the labels known at the row's time; None for a key too busy to be exact."""
    aggregate, key = _aggregate_of(feature), past.past_of(feature)
    labels, limits = key.labels(row.row), past.limits
    if len(labels) > limits.labelled_payments:
        return None
    delay_ms = aggregate.delay_ms
    if delay_ms == "feedback":
        delay_ms = limits.feedback_delay_ms
    until_ms = row.event_time_ms - delay_ms
    after_ms = until_ms - aggregate.window_ms
    frauds_ms = known_frauds(labels, row.event_time_ms, after_ms, until_ms)
    match aggregate.kind:
        case "confirmed_frauds":
            return _Found(len(frauds_ms))
        case "seconds_since_confirmed":
            return _Found((row.event_time_ms - max(frauds_ms)) / 1000 if frauds_ms else None)
        case "seconds_since_first_confirmed":
            return _Found((row.event_time_ms - min(frauds_ms)) / 1000 if frauds_ms else None)
        case "confirmed_share" | "count_since_confirmed" | "confirmed_share_since_first":
            if key.payments(row.row) > limits.exact_payments:
                return None
            times_ms = key.times_before(row.row)
            if aggregate.with_this and not delay_ms:
                times_ms = np.append(times_ms, row.event_time_ms)
            times_ms = times_ms[(times_ms > after_ms) & (times_ms <= until_ms)]
            return _Found(_of_frauds_and_payments(aggregate, frauds_ms, times_ms))
        case kind:
            raise TypeError(f"{feature.name}: {kind} reads labels and is not checked here")


def _aggregate_of(feature: Feature) -> Aggregate:
    if not isinstance(feature.source, Aggregate):
        raise TypeError(f"{feature.name}: an aggregate is expected")
    return feature.source


def _of_frauds_and_payments(
    aggregate: Aggregate, frauds_ms: list[int], times_ms: Ints
) -> FeatureValue:
    if aggregate.kind == "confirmed_share":
        weight = times_ms.size + aggregate.weight
        frauds = len(frauds_ms) + aggregate.prior * aggregate.weight
        return min(1.0, frauds / weight) if weight else None
    if not frauds_ms:
        return None
    if aggregate.kind == "count_since_confirmed":
        return int(np.count_nonzero(times_ms > max(frauds_ms)))
    payments = int(np.count_nonzero(times_ms >= min(frauds_ms)))
    return min(1.0, len(frauds_ms) / payments) if payments else None
