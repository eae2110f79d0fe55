"""Building a training set: a history replayed through the job's own feature code.

::

    payments --+
               +--> merged by arrival --> replayer --> rows (late ones too, duplicates not)
    labels   --+                                         |
       +------------------- matched to their rows -------+--> labels of the rows
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from events.label import Label
from events.payment import Payment
from features.catalogue import DAY_MS
from features.limits import HistoryLimits
from features.replayer import Replayer
from features.watermark import DEFAULT_OUT_OF_ORDERNESS_MS
from trainset.arrival import merged
from trainset.coverage import left_out
from trainset.label_matching import LabelMatching
from trainset.manifest import (
    FORMAT_VERSION,
    BuildCounts,
    BuildSettings,
    Manifest,
    catalogue_id,
    data_id_of,
)
from trainset.table import LabelColumns
from trainset.writer import TableWriter

DEFAULT_FEEDBACK_DELAY_MS: Final = 7 * DAY_MS


class History(Protocol):
    """Payments of the past and what became known about them; `datasets.history` has one."""

    @property
    def payments(self) -> Iterator[Payment]:
        """The payments in order of arrival, anew at each access."""
        ...

    @property
    def labels(self) -> Sequence[Label]:
        """By reported time."""
        ...

    @property
    def unfed_fields(self) -> Mapping[str, str]:
        """Field of the payments to the reason why it says nothing."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """Everything that was assumed, one sentence each."""
        ...

    @property
    def data_id(self) -> str:
        """Hash of payments and labels."""
        ...


@dataclass(slots=True)
class _Tally:
    payments: int = 0
    late: int = 0
    duplicates: int = 0


@dataclass(frozen=True)
class Build:
    """How to build.

    Attributes:
        limits: how much history a card or merchant keeps.
        out_of_orderness_ms: see `Watermark`.
        feedback_delay_ms: delay of the risk features that come from labels.
        taken: is called with the number of payments taken so far, after each.
    """

    limits: HistoryLimits = field(default_factory=HistoryLimits)
    out_of_orderness_ms: int = DEFAULT_OUT_OF_ORDERNESS_MS
    feedback_delay_ms: int = DEFAULT_FEEDBACK_DELAY_MS
    taken: Callable[[int], None] = lambda _: None

    def write(self, history: History, folder: Path) -> Manifest:
        """Builds the training set of `history` in `folder`, which appears once it is whole.

        Memory follows the keys active in 30 days and the labels, not the number of payments.

        Raises:
            ValueError: `folder` has something in it, or the labels are not by reported time.
        """
        matching = LabelMatching(history.labels, self.limits.dedup_window_ms)
        with TableWriter(folder) as writer:
            tally = self._replay(history, matching, writer)
            writer.flush()
            labels = matching.columns()
            manifest = self._manifest(history, tally, writer, labels)
            writer.finish(labels, manifest)
        return manifest

    def _replay(self, history: History, matching: LabelMatching, writer: TableWriter) -> _Tally:
        replayer = Replayer(self.limits, self.out_of_orderness_ms)
        tally = _Tally()
        for event in merged(history.payments, history.labels):
            if isinstance(event, Label):
                continue
            replayed = replayer.feed(event)
            tally.payments += 1
            self.taken(tally.payments)
            if replayed.kind == "duplicate":
                tally.duplicates += 1
                continue
            late = replayed.kind == "late"
            tally.late += late
            matching.take(writer.add(event, replayed.values, late=late), event)
        return tally

    def _manifest(
        self, history: History, tally: _Tally, writer: TableWriter, labels: LabelColumns
    ) -> Manifest:
        settings = self._settings()
        counts = BuildCounts(
            payments=tally.payments,
            rows=writer.rows,
            late=tally.late,
            duplicates=tally.duplicates,
            frauds=_frauds(labels),
            labels=len(history.labels),
            labels_matched=labels.row.size,
        )
        return Manifest(
            format_version=FORMAT_VERSION,
            catalogue_id=catalogue_id(),
            data_id=data_id_of(history.data_id, settings),
            input_id=history.data_id,
            settings=settings,
            counts=counts,
            left_out=left_out(history.unfed_fields, writer.variation.constants()),
            notes=[*history.notes, *_label_notes(counts)],
        )

    def _settings(self) -> BuildSettings:
        limits = self.limits
        return BuildSettings(
            feedback_delay_ms=self.feedback_delay_ms,
            allowed_lateness_ms=limits.allowed_lateness_ms,
            dedup_window_ms=limits.dedup_window_ms,
            exact_payments=limits.exact_payments,
            distinct_ids=limits.distinct_ids,
            dedup_ids=limits.dedup_ids,
            out_of_orderness_ms=self.out_of_orderness_ms,
        )


def _frauds(labels: LabelColumns) -> int:
    newest = np.append(labels.row[1:] != labels.row[:-1], True)[: labels.row.size]  # noqa: FBT003
    return int(np.count_nonzero(labels.is_fraud & newest))


def _label_notes(counts: BuildCounts) -> list[str]:
    unmatched = counts.labels - counts.labels_matched
    if not unmatched:
        return []
    return [f"{unmatched} of {counts.labels} labels are about no payment of the input."]
