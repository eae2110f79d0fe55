"""Building a training set: a history replayed through the job's own feature code.

::

    payments --+
               +--> merged by arrival --> replayer --> rows (late ones too, duplicates not)
    labels   --+                                         |
       +------------------- matched to their rows -------+--> labels of the rows
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from events.fraud.label import Label
from features.fraud.catalogue import SHIPPED
from features.fraud.payment_plan import payment_plan
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from features.shared.watermark import DEFAULT_OUT_OF_ORDERNESS_MS
from trainset.label_matching import NO_ROW, LabelMatching
from trainset.manifest import (
    FORMAT_VERSION,
    BuildCounts,
    Manifest,
    data_id_of,
    stored_features,
    text_of,
)
from trainset.replay import Replay
from trainset.stream import BLOCK_ROWS, Stream, stream_of
from trainset.table import Ints
from trainset.variation import left_out
from trainset.writer import TableWriter

_SHARED_FILE: Final = "payments.arrow"


class History(Protocol):
    """Payments of the past and what became known about them; `datasets.history` has one."""

    @property
    def table(self) -> Any:  # noqa: ANN401 - a pyarrow table
        """Columns of `datasets.payment_columns`, in order of arrival."""
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


@dataclass(frozen=True)
class Build:
    """How to build.

    Attributes:
        limits: how much history a card or merchant keeps, and the feedback delay.
        out_of_orderness_ms: see `Watermark`.
        taken: is called with the number of payments taken so far, now and then.
        definitions: what is computed.
        processes: that share the keys among them; with 1 this process has all of them.
        block_rows: payments that are replayed before their rows are written.
    """

    limits: HistoryLimits = field(default_factory=HistoryLimits)
    out_of_orderness_ms: int = DEFAULT_OUT_OF_ORDERNESS_MS
    taken: Callable[[int], None] = lambda _: None
    definitions: Definitions = SHIPPED
    processes: int = 1
    block_rows: int = BLOCK_ROWS

    def write(self, history: History, folder: Path) -> Manifest:
        """Builds the training set of `history` in `folder`, which appears once it is whole.

        Memory follows the keys active in 30 days, the labels and the rows of a block, not the
        number of payments.

        Raises:
            ValueError: `folder` has something in it, or the labels are not by reported time.
            ProcessError: a process failed.
        """
        features = stored_features(self.definitions)
        plan = payment_plan(self.definitions, self.limits, [one.name for one in features])
        matching = LabelMatching(history.labels, self.limits.dedup_window_ms)
        with no_cycle_search(), TableWriter(folder, features) as writer:
            stream = stream_of(
                history.table,
                history.labels,
                plan,
                self.limits,
                self.out_of_orderness_ms,
                self.block_rows,
            )
            replay = Replay(plan, self.limits, self.processes, self.taken)
            for rows in replay.rows(stream, writer.partial / _SHARED_FILE):
                matching.take(rows, writer.rows)
                writer.add(rows)
            writer.flush()
            rows_of_labels = matching.rows()
            manifest = self._manifest(history, stream, writer, rows_of_labels)
            writer.finish(history.labels, rows_of_labels, manifest)
        return manifest

    def _manifest(
        self, history: History, stream: Stream, writer: TableWriter, rows: Ints
    ) -> Manifest:
        features = stored_features(self.definitions)
        counts = BuildCounts(
            payments=stream.table.num_rows,
            rows=writer.rows,
            late=stream.late_rows,
            duplicates=stream.table.num_rows - writer.rows - stream.without_rate,
            without_rate=stream.without_rate,
            frauds=_frauds(history.labels, rows),
            labels=len(history.labels),
            labels_matched=int(np.count_nonzero(rows >= 0)),
        )
        return Manifest(
            format_version=FORMAT_VERSION,
            definitions=text_of(self.definitions),
            data_id=data_id_of(
                history.data_id, self.definitions, self.limits, self.out_of_orderness_ms
            ),
            input_id=history.data_id,
            limits=self.limits,
            out_of_orderness_ms=self.out_of_orderness_ms,
            counts=counts,
            left_out=left_out(features, history.unfed_fields, writer.variation.constants()),
            notes=[*history.notes, *_label_notes(counts)],
        )


def _frauds(labels: Sequence[Label], rows: Ints) -> int:
    """Rows whose newest label says fraud; `labels` are by reported time."""
    newest = {row: label.is_fraud for row, label in zip(rows.tolist(), labels, strict=True)}
    newest.pop(NO_ROW, None)
    return sum(newest.values())


def _label_notes(counts: BuildCounts) -> list[str]:
    unmatched = counts.labels - counts.labels_matched
    if not unmatched:
        return []
    return [f"{unmatched} of {counts.labels} labels are about no payment of the input."]


@contextmanager
def no_cycle_search() -> Iterator[None]:
    """Garbage in cycles stays until the end; everything else is freed as ever.

    For loops that hold many small objects and make no cycles: the search goes over all of them,
    again and again. In the replay it takes a sixth of the time and finds nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
