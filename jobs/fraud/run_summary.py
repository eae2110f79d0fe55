"""What became of every record of a run, in counts that add up.

payments in = allow + flag + block + rejected + duplicates
"""

from collections import Counter
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from events.fraud.decision import Action
from jobs.fraud.outputs import OUTPUTS
from jobs.fraud.settings import FraudSettings
from jobs.shared.history.summary import HistoryCounts, history_counts
from jobs.shared.input_lines import InputLines, input_lines
from jobs.shared.job_watch import JobEnd
from jobs.shared.locations import LocalPath
from jobs.shared.progress import JobProgress
from jobs.shared.result_folder import result_files
from jobs.shared.result_records import letters_in, of_kind, records_of, watermark_mover

ACTIONS: Final[tuple[Action, ...]] = ("allow", "flag", "block")


class LateBehind(Struct, frozen=True):
    """What most late payments were late behind: the payment that had moved the watermark.

    Attributes:
        payments: how many late payments came behind it.
        event_time_ms: of that payment.
        transaction_id: of that payment, None where no decision has that time.
    """

    payments: int
    event_time_ms: int
    transaction_id: str | None


class RunSummary(Struct, frozen=True, kw_only=True):
    """The counts of a run.

    Attributes:
        payments_in: records taken for payments, faulty ones included; None where the input cannot
            be counted.
        decided: decisions by action; late payments are among them.
        late: payments decided without history.
        duplicates: repeated payments, which changed nothing.
        rejected: records that are no payments, by cause.
        labels_in: records taken for labels; None as for payments.
        labels_rejected: records that are no labels, by cause.
        late_behind: what most late payments came behind.
        counted_from: files give every result once, whatever failed in between; counters are those
            of the last look at the running job, and begin at 0 when it restarts.
        history: of the history that was read before; None without one.
    """

    payments_in: int | None
    decided: dict[Action, int]
    late: int
    duplicates: int
    rejected: dict[str, int]
    labels_in: int | None = None
    labels_rejected: dict[str, int] = {}
    late_behind: LateBehind | None = None
    counted_from: Literal["result files", "job counters"] = "result files"
    history: HistoryCounts | None = None

    @property
    def accounted(self) -> int:
        """Payments of which the results say what became of them."""
        return sum(self.decided.values()) + sum(self.rejected.values()) + self.duplicates


class _Decision(Struct):
    action: Action
    late: bool
    event_time_ms: int
    transaction_id: str


def summary(settings: FraudSettings, end: JobEnd) -> RunSummary:
    """The summary of a run that has ended, whose result files are joined, if it has any."""
    history = None if end.history is None else history_counts(end.history)
    return replace(_live_summary(settings, end), history=history)


def _live_summary(settings: FraudSettings, end: JobEnd) -> RunSummary:
    read = None if end.stopped else input_lines(settings)
    if not isinstance(settings.sink_uri, LocalPath):
        return summary_of_counters(end.last, read)
    return summary_of_files(settings.sink_uri.path, read, settings.time_out_of_orderness_ms)


def summary_of_files(folder: Path, read: InputLines | None, out_of_orderness_ms: int) -> RunSummary:
    """The summary of a finished run, counted from its result files.

    Args:
        folder: of the results.
        read: lines of the input, None where it has no end.
        out_of_orderness_ms: bound of the watermark behind the newest event time.
    """
    files = result_files(folder, OUTPUTS)
    mover = watermark_mover(files["late"], out_of_orderness_ms)
    moved_ms = None if mover is None else mover.event_time_ms
    actions: Counter[Action] = Counter()
    late, mover_id = 0, None
    for decision in records_of(files["decisions"], _Decision):
        actions[decision.action] += 1
        late += decision.late
        if mover_id is None and decision.event_time_ms == moved_ms:
            mover_id = decision.transaction_id
    letters = letters_in(files["rejected"])
    return RunSummary(
        payments_in=None if read is None else read.events,
        decided={action: actions[action] for action in ACTIONS},
        late=late,
        duplicates=sum(1 for _ in records_of(files["duplicates"], Struct)),
        rejected=of_kind("payment", letters),
        labels_in=None if read is None else read.facts,
        labels_rejected=of_kind("label", letters),
        late_behind=LateBehind(*mover, mover_id) if mover is not None and late else None,
    )


def summary_of_counters(last: JobProgress | None, read: InputLines | None) -> RunSummary:
    """The summary of a run without result files, by the last look at its counters."""
    counters = dict[str, int]() if last is None else last.counters
    rejected = counters.get("rejected", 0)
    return RunSummary(
        payments_in=counters.get("payments_in", 0) if read is None else read.events,
        decided={action: counters.get(f"decided_{action}", 0) for action in ACTIONS},
        late=counters.get("late", 0),
        duplicates=counters.get("duplicates", 0),
        rejected={"any cause": rejected} if rejected else {},
        labels_in=counters.get("labels_in", 0) if read is None else read.facts,
        counted_from="job counters",
    )
