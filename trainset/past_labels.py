"""What a training set's payments and labels say about the past of a row, read out plainly."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from events.shared.feature_value import FeatureValue
from features.shared.definitions.aggregate_forms import FORMS
from features.shared.definitions.model import Aggregate, Feature
from trainset.manifest import Manifest, definitions_of, features_of, read_manifest
from trainset.storage import CodedTexts, open_rows, read_all_labels
from trainset.table import Ints

Key = tuple[str, ...]

_COLUMNS: Final = ["transaction_id", "card_id", "merchant_id", "event_time_ms", "late"]
_KEY_FIELDS: Final = ("card_id", "merchant_id")
"""Those of a payment that its label has too."""


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
        values: of the features that read labels, by name.
    """

    row: int
    transaction_id: str
    event_time_ms: int
    values: dict[str, FeatureValue]


def known_frauds(
    labels: Iterable[KnownLabel], known_at_ms: int, after_ms: int, until_ms: int
) -> list[int]:
    """Event times of payments in (after, until] whose newest label by `known_at_ms` says fraud.

    Of labels that were reported at one time, the last of `labels` is the newest; one that says
    again what was said of that time is a redelivery, and changes nothing.
    """
    newest: dict[tuple[str, str, int], KnownLabel] = {}
    for label in dict.fromkeys(labels):
        if label.reported_ms <= known_at_ms and after_ms < label.payment[2] <= until_ms:
            known = newest.get(label.payment)
            if known is None or label.reported_ms >= known.reported_ms:
                newest[label.payment] = label
    return [label.payment[2] for label in newest.values() if label.is_fraud]


class KeyPast:
    """The rows and all labels of a training set by the keys of one entity.

    Args:
        codes: (n,) code of each row's key.
        texts: the key of each code.
        times_ms: (n,) event times of the rows.
    """

    def __init__(self, codes: Ints, texts: Sequence[Key], times_ms: Ints) -> None:
        self._codes, self._texts, self._times_ms = codes, texts, times_ms
        self._by_key = np.argsort(codes, kind="stable")
        self._starts = np.searchsorted(codes[self._by_key], np.arange(len(texts) + 1))
        self._labels: defaultdict[Key, list[KnownLabel]] = defaultdict(list)

    def take(self, key: Key, label: KnownLabel) -> None:
        """Takes a label on a payment of `key`."""
        self._labels[key].append(label)

    def labels(self, row: int) -> list[KnownLabel]:
        """All labels on payments of the row's key, by reported time for each payment."""
        return self._labels[self._texts[self._codes[row]]]

    def payments(self, row: int) -> int:
        """Number of rows of the row's key."""
        code = self._codes[row]
        return int(self._starts[code + 1] - self._starts[code])

    def times_before(self, row: int) -> Ints:
        """Event times of the key's payments that arrived before the row's."""
        code = self._codes[row]
        rows = self._by_key[self._starts[code] : self._starts[code + 1]]
        times: Ints = self._times_ms[rows[: np.searchsorted(rows, row)]]
        return times


class PaymentsAndLabels:
    """The rows and all labels of a training set, by the keys of entities.

    Attributes:
        limits: that the training set was built with.
        features: those that read labels.
        on_time: indices of the rows that are not late.

    Raises:
        ValueError: the folder holds no whole training set.
    """

    def __init__(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        self.limits = manifest.limits
        self.features = tuple(
            feature
            for feature in features_of(manifest)
            if isinstance(feature.source, Aggregate) and FORMS[feature.source.kind].of_labels
        )
        self._names = [feature.name for feature in self.features]
        self._coded = {name: CodedTexts(manifest.counts.rows) for name in _KEY_FIELDS}
        self._table = self._read(folder, manifest)
        self._times_ms: Ints = self._table["event_time_ms"].to_numpy()
        self.on_time: Ints = np.flatnonzero(~self._table["late"].to_numpy())
        fields = {entity.name: entity.fields for entity in definitions_of(manifest).entities}
        self._pasts = {
            scope: self._past(fields[scope])
            for scope in dict.fromkeys(feature.scope for feature in self.features)
        }
        for label in read_all_labels(folder, manifest).to_pylist():
            payment = (label["card_id"], label["transaction_id"], label["event_time_ms"])
            known = KnownLabel(payment, label["reported_ms"], label["is_fraud"])
            for scope, past in self._pasts.items():
                past.take(tuple(label[name] for name in fields[scope]), known)

    def _past(self, fields: tuple[str, ...]) -> KeyPast:
        columns = np.stack([self._coded[name].codes for name in fields])
        keys, codes = np.unique(columns, axis=1, return_inverse=True)
        texts = [
            tuple(self._coded[name].texts[code] for name, code in zip(fields, key, strict=True))
            for key in keys.T.tolist()
        ]
        return KeyPast(codes.reshape(-1), texts, self._times_ms)

    def _read(self, folder: Path, manifest: Manifest) -> Any:  # noqa: ANN401 - pyarrow has no types
        kept, start = [], 0
        with open_rows(folder, manifest) as file:
            for number in range(file.num_row_groups):
                group = file.read_row_group(number, [*_COLUMNS, *self._names])
                for name, texts in self._coded.items():
                    texts.take(group[name], start)
                kept.append(group.drop(list(_KEY_FIELDS)))
                start += group.num_rows
            empty = file.schema_arrow.empty_table()
        return pa.concat_tables(kept) if kept else empty

    def rows(self, wanted: Ints) -> Iterator[LabelledRow]:
        """The rows with these indices."""
        table = self._table.take(pa.array(wanted))
        values = zip(*(table[name].to_pylist() for name in self._names), strict=True)
        transactions = table["transaction_id"].to_pylist()
        for row, transaction_id, of_row in zip(wanted.tolist(), transactions, values, strict=True):
            yield LabelledRow(
                row,
                transaction_id,
                int(self._times_ms[row]),
                dict(zip(self._names, of_row, strict=True)),
            )

    def past_of(self, feature: Feature) -> KeyPast:
        """The past by the keys of the feature's entity."""
        return self._pasts[feature.scope]
