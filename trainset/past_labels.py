"""What a training set's payments and labels say about the past of a row, read out plainly."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import FEATURES
from trainset.manifest import Manifest, read_manifest
from trainset.storage import CodedTexts, open_rows, read_all_labels
from trainset.table import Ints

LABEL_FEATURES: Final = tuple(feature.name for feature in FEATURES if "label" in feature.fields)
_COLUMNS: Final = ["transaction_id", "card_id", "merchant_id", "event_time_ms", "late"]


@dataclass(frozen=True, slots=True)
class KnownLabel:
    """One label.

    Attributes:
        payment: card, transaction id and event time of the payment that it is about.
        reported_ms: when it became known.
        is_fraud: what it says.
    """

    payment: tuple[str, str, int]
    reported_ms: int
    is_fraud: bool


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """One row: its payment, and the values that come from labels.

    Attributes:
        row: its index.
        card: code of the card, as `merchant` is one.
        values: of `LABEL_FEATURES`, by name.
    """

    row: int
    transaction_id: str
    card: int
    merchant: int
    event_time_ms: int
    values: dict[str, FeatureValue]


def known_frauds(
    labels: Iterable[KnownLabel], known_at_ms: int, after_ms: int, until_ms: int
) -> int:
    """Payments in (after, until] whose newest label reported by `known_at_ms` says fraud.

    Of labels that were reported at one time, the last of `labels` is the newest.
    """
    newest: dict[tuple[str, str, int], KnownLabel] = {}
    for label in labels:
        if label.reported_ms <= known_at_ms and after_ms < label.payment[2] <= until_ms:
            known = newest.get(label.payment)
            if known is None or label.reported_ms >= known.reported_ms:
                newest[label.payment] = label
    return sum(label.is_fraud for label in newest.values())


class PaymentsAndLabels:
    """The rows and all labels of a training set, by card and by merchant.

    Attributes:
        limits: that the training set was built with.
        on_time: indices of the rows that are not late.

    Raises:
        ValueError: the folder holds no whole training set.
    """

    def __init__(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        self.limits = manifest.limits
        self._cards = CodedTexts(manifest.counts.rows)
        self._merchants = CodedTexts(manifest.counts.rows)
        self._table = self._read(folder, manifest)
        self._times_ms: Ints = self._table["event_time_ms"].to_numpy()
        self.on_time: Ints = np.flatnonzero(~self._table["late"].to_numpy())
        merchants = self._merchants.codes
        self._by_merchant = np.argsort(merchants, kind="stable")
        codes = np.arange(len(self._merchants.texts) + 1)
        self._starts = np.searchsorted(merchants[self._by_merchant], codes)
        self._of_cards: defaultdict[str, list[KnownLabel]] = defaultdict(list)
        self._of_merchants: defaultdict[str, list[KnownLabel]] = defaultdict(list)
        for label in read_all_labels(folder, manifest).to_pylist():
            payment = (label["card_id"], label["transaction_id"], label["event_time_ms"])
            known = KnownLabel(payment, label["reported_ms"], label["is_fraud"])
            self._of_cards[label["card_id"]].append(known)
            self._of_merchants[label["merchant_id"]].append(known)

    def _read(self, folder: Path, manifest: Manifest) -> Any:  # noqa: ANN401 - pyarrow has no types
        kept, start = [], 0
        with open_rows(folder, manifest) as file:
            for number in range(file.num_row_groups):
                group = file.read_row_group(number, [*_COLUMNS, *LABEL_FEATURES])
                self._cards.take(group["card_id"], start)
                self._merchants.take(group["merchant_id"], start)
                kept.append(group.drop(["card_id", "merchant_id"]))
                start += group.num_rows
            empty = file.schema_arrow.empty_table()
        return pa.concat_tables(kept) if kept else empty

    def rows(self, wanted: Ints) -> Iterator[LabelledRow]:
        """The rows with these indices."""
        table = self._table.take(pa.array(wanted))
        values = zip(*(table[name].to_pylist() for name in LABEL_FEATURES), strict=True)
        transactions = table["transaction_id"].to_pylist()
        for row, transaction_id, of_row in zip(wanted.tolist(), transactions, values, strict=True):
            yield LabelledRow(
                row,
                transaction_id,
                int(self._cards.codes[row]),
                int(self._merchants.codes[row]),
                int(self._times_ms[row]),
                dict(zip(LABEL_FEATURES, of_row, strict=True)),
            )

    def labels_of_card(self, row: LabelledRow) -> list[KnownLabel]:
        """All labels on payments of the row's card, by reported time for each payment."""
        return self._of_cards[self._cards.texts[row.card]]

    def labels_of_merchant(self, row: LabelledRow) -> list[KnownLabel]:
        """All labels on payments at the row's merchant, by reported time for each payment."""
        return self._of_merchants[self._merchants.texts[row.merchant]]

    def payments_of_merchant(self, row: LabelledRow) -> int:
        """Number of rows of the row's merchant."""
        return int(self._starts[row.merchant + 1] - self._starts[row.merchant])

    def merchant_times_before(self, row: LabelledRow) -> Ints:
        """Event times of the merchant's payments that arrived before the row's."""
        rows = self._by_merchant[self._starts[row.merchant] : self._starts[row.merchant + 1]]
        times: Ints = self._times_ms[rows[: np.searchsorted(rows, row.row)]]
        return times
