"""Whether a feature saw a label before it was reported: recomputed plainly from the labels.

::

    label   payment p ............ reported r          what a row at t may know of p:
    row              t1 (nothing)      |   t2 (fraud)   the newest label with r <= t

This is no second implementation to compute features with: it knows nothing of state, watermarks or
arrival of labels, only the table's payments, the labels and the definitions of the features.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from events.decision import FeatureValue
from features.catalogue import FEATURES, FEEDBACK_WINDOW_MS, LONGEST_WINDOW_MS
from trainset.manifest import read_manifest
from trainset.past_labels import KnownLabel, known_frauds
from trainset.storage import open_rows, read_all_labels
from trainset.table import Ints

if TYPE_CHECKING:
    from features.limits import HistoryLimits

CARD_FEATURE: Final = "card_confirmed_fraud_30d"
MOST_EXAMPLES: Final = 5
_ROW_COLUMNS: Final = ("transaction_id", "card_id", "merchant_id", "event_time_ms", "late")
LABEL_FEATURES: Final = tuple(feature.name for feature in FEATURES if "label" in feature.fields)


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
    rows = _Rows(folder)
    check = LabelCheck()
    on_time = np.flatnonzero(~rows.late)
    if most_rows is not None and on_time.size > most_rows:
        on_time = np.sort(np.random.default_rng(seed).choice(on_time, most_rows, replace=False))
    for row in on_time.tolist():
        _check_row(rows, row, check)
    return check


class _Rows:
    """Payments, labels and values of a training set, by card and by merchant."""

    def __init__(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        self.limits: HistoryLimits = manifest.limits
        with open_rows(folder, manifest) as file:
            table = file.read([*_ROW_COLUMNS, *LABEL_FEATURES])
        self.transaction_id: list[str] = table["transaction_id"].to_pylist()
        self.card: list[str] = table["card_id"].to_pylist()
        self.merchant: list[str] = table["merchant_id"].to_pylist()
        self.time_ms: Ints = table["event_time_ms"].to_numpy()
        self.late = table["late"].to_numpy()
        self.values: dict[str, list[FeatureValue]] = {
            name: table[name].to_pylist() for name in LABEL_FEATURES
        }
        self.rows_of_merchant = _rows_by_key(self.merchant)
        self.card_labels: defaultdict[str, list[KnownLabel]] = defaultdict(list)
        self.merchant_labels: defaultdict[str, list[KnownLabel]] = defaultdict(list)
        for label in read_all_labels(folder, manifest).to_pylist():
            payment = (label["card_id"], label["transaction_id"], label["event_time_ms"])
            known = KnownLabel(payment, label["reported_ms"], label["is_fraud"])
            self.card_labels[label["card_id"]].append(known)
            self.merchant_labels[label["merchant_id"]].append(known)

    def payments_before(self, row: int, after_ms: int, until_ms: int) -> int:
        """The merchant's payments in (after, until] that arrived before the one of `row`."""
        rows = self.rows_of_merchant[self.merchant[row]]
        times = self.time_ms[rows[: np.searchsorted(rows, row)]]
        return int(np.count_nonzero((times > after_ms) & (times <= until_ms)))


def _rows_by_key(keys: Sequence[str]) -> dict[str, Ints]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows[key].append(row)
    return {key: np.array(of_key, dtype=np.int64) for key, of_key in rows.items()}


def _check_row(rows: _Rows, row: int, check: LabelCheck) -> None:
    expected = {**_of_card(rows, row), **_of_merchant(rows, row)}
    check.rows += 1
    check.values += len(expected)
    check.skipped += len(LABEL_FEATURES) - len(expected)
    for name, value in expected.items():
        stored = rows.values[name][row]
        if stored != value:
            check.leaks[name] += 1
            if len(check.examples) < MOST_EXAMPLES:
                time_ms = int(rows.time_ms[row])
                check.examples.append(Leak(name, rows.transaction_id[row], time_ms, stored, value))


def _of_card(rows: _Rows, row: int) -> dict[str, FeatureValue]:
    labels = rows.card_labels[rows.card[row]]
    if len(labels) > rows.limits.labelled_payments:
        return {}
    time_ms = int(rows.time_ms[row])
    return {CARD_FEATURE: known_frauds(labels, time_ms, time_ms - LONGEST_WINDOW_MS, time_ms)}


def _of_merchant(rows: _Rows, row: int) -> dict[str, FeatureValue]:
    merchant, time_ms = rows.merchant[row], int(rows.time_ms[row])
    labels = rows.merchant_labels[merchant]
    if len(labels) > rows.limits.labelled_payments:
        return {}
    until_ms = time_ms - rows.limits.feedback_delay_ms
    folded = rows.rows_of_merchant[merchant].size > rows.limits.exact_payments
    values: dict[str, FeatureValue] = {}
    for name, window_ms in FEEDBACK_WINDOW_MS.items():
        frauds = known_frauds(labels, time_ms, until_ms - window_ms, until_ms)
        values[f"merchant_fraud_count_{name}"] = frauds
        if not folded:
            payments = rows.payments_before(row, until_ms - window_ms, until_ms)
            values[f"merchant_fraud_share_{name}"] = (
                min(1.0, frauds / payments) if payments else None
            )
    return values
