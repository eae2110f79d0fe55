"""What became of every record of a run, in counts that add up.

events in = accepted + late + duplicates + rejected         links are among the events
"""

from collections import Counter
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from events.recommendations.identity_link import LINK_TOO_LATE
from events.recommendations.written_type import LINK
from features.recommendations.definitions import load_definitions
from features.recommendations.shopping_plan import ITEM
from jobs.recommendations.link_lines import links_in
from jobs.recommendations.outputs import OUTPUTS
from jobs.recommendations.settings import RecommendationSettings
from jobs.shared.history.summary import HistoryCounts, history_counts
from jobs.shared.input_lines import InputLines, input_lines
from jobs.shared.job_watch import JobEnd
from jobs.shared.locations import LocalPath
from jobs.shared.progress import JobProgress
from jobs.shared.result_folder import result_files
from jobs.shared.result_records import (
    WatermarkMover,
    letters_in,
    of_kind,
    records_of,
    watermark_mover,
)


class RunSummary(Struct, frozen=True, kw_only=True):
    """The counts of a run.

    Attributes:
        events_in: records taken for events or links, faulty ones included; None where the input
            cannot be counted.
        accepted: events that features were computed of, and links that were followed.
        links: links that were followed; they are among the accepted.
        late: events that came too late and changed nothing.
        duplicates: repeated events and links, which changed nothing.
        rejected: records that are no events and no links, by cause.
        items_in: records taken for items of the catalogue; None as for events.
        items_rejected: records that are no items, by cause.
        lists: that were made.
        users_listed: users that a list was made for; None where nobody counted them.
        sessions_listed: the same of sessions without a user.
        late_behind: what most late events came behind.
        counted_from: files give every result once, whatever failed in between; counters are those
            of the last look at the running job, and begin at 0 when it restarts.
        history: of the history that was read before; None without one.
    """

    events_in: int | None
    accepted: int
    links: int
    late: int
    duplicates: int
    rejected: dict[str, int]
    items_in: int | None
    items_rejected: dict[str, int] = {}
    lists: int
    users_listed: int | None = None
    sessions_listed: int | None = None
    late_behind: WatermarkMover | None = None
    counted_from: Literal["result files", "job counters"] = "result files"
    history: HistoryCounts | None = None

    @property
    def accounted(self) -> int:
        """Records of which the results say what became of them."""
        return self.accepted + self.late + self.duplicates + sum(self.rejected.values())


class _List(Struct):
    user_id: str | None
    session_id: str | None


class _Duplicate(Struct):
    event_type: str


class _Update(Struct):
    entity: str


class Counted(Struct, frozen=True, kw_only=True):
    """What a summary needs to know beyond the result files.

    Attributes:
        lines: of the input, None where it cannot be counted.
        links: well-formed links in the input, None likewise.
        by_counters: the summary by the last look at the job.
        updated: the entity that each accepted event has an update of, None without such a one.
        out_of_orderness_ms: bound of the watermark behind the newest event time.
    """

    lines: InputLines | None
    links: int | None
    by_counters: RunSummary
    updated: str | None
    out_of_orderness_ms: int


def summary(settings: RecommendationSettings, end: JobEnd) -> RunSummary:
    """The summary of a run that has ended, whose result files are joined, if it has any."""
    history = None if end.history is None else history_counts(end.history)
    return replace(_live_summary(settings, end), history=history)


def _live_summary(settings: RecommendationSettings, end: JobEnd) -> RunSummary:
    lines = None if end.stopped else input_lines(settings)
    by_counters = summary_of_counters(end.last, lines)
    if not isinstance(settings.sink_uri, LocalPath):
        return by_counters
    counted = Counted(
        lines=lines,
        links=None if end.stopped else links_in(settings),
        by_counters=by_counters,
        updated=_updated_of_each(settings),
        out_of_orderness_ms=settings.time_out_of_orderness_ms,
    )
    return summary_of_files(settings.sink_uri.path, counted)


def summary_of_files(folder: Path, counted: Counted) -> RunSummary:
    """The summary of a finished run, counted from its result files."""
    files, by_counters = result_files(folder, OUTPUTS), counted.by_counters
    letters = letters_in(files["rejected"])
    repeated = Counter(one.event_type for one in records_of(files["duplicates"], _Duplicate))
    links = by_counters.links
    if counted.links is not None:
        links = counted.links - repeated[LINK] - letters["event", LINK_TOO_LATE]
    accepted = by_counters.accepted - by_counters.links
    if counted.updated is not None:
        updates = records_of(files["features"], _Update)
        accepted = sum(one.entity == counted.updated for one in updates)
    listed = Counter((one.user_id, one.session_id) for one in records_of(files["lists"], _List))
    return RunSummary(
        events_in=by_counters.events_in if counted.lines is not None else None,
        accepted=accepted + links,
        links=links,
        late=sum(1 for _ in records_of(files["late"], Struct)),
        duplicates=repeated.total(),
        rejected=of_kind("event", letters),
        items_in=by_counters.items_in if counted.lines is not None else None,
        items_rejected=of_kind("item", letters),
        lists=listed.total(),
        users_listed=len({user for user, _ in listed if user is not None}),
        sessions_listed=len({session for user, session in listed if user is None}),
        late_behind=watermark_mover(files["late"], counted.out_of_orderness_ms),
    )


def summary_of_counters(last: JobProgress | None, read: InputLines | None) -> RunSummary:
    """The summary of a run without result files, by the last look at its counters."""
    counters = dict[str, int]() if last is None else last.counters
    rejected, links = counters.get("rejected", 0), counters.get("links_in", 0)
    return RunSummary(
        events_in=counters.get("events_in", 0) if read is None else read.events,
        accepted=counters.get("accepted", 0) + links,
        links=links,
        late=counters.get("late", 0),
        duplicates=counters.get("duplicates", 0),
        rejected={"any cause": rejected} if rejected else {},
        items_in=counters.get("items_in", 0) if read is None else read.facts,
        lists=counters.get("lists", 0),
        counted_from="job counters",
    )


def _updated_of_each(settings: RecommendationSettings) -> str | None:
    """The entity of which each accepted event has one update; None where no feature is written."""
    definitions = load_definitions(settings.features_definitions)
    (item,) = (one.name for one in definitions.entities if one.fields == (ITEM,))
    written = any(one.scope == item and one.written for one in definitions.features)
    return item if written else None
