"""The monitor: fed decision by decision, it answers at any time what has drifted.

::

    decision --> cells --> hour, day, week: a tally a bucket --+
    label, duplicate, dead letter --> the same                  +--> findings, the worst first
    profile of the model --------------------------------------+

Memory does not grow with the stream: 64 tallies, and the newest ids. A window ends with the bucket
of the newest decision; it has no clock of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from events.fraud.label import Label
from models.shared.profile.model_profile import ModelProfile
from monitoring.drift.finding import Finding
from monitoring.drift.judgement import Distribution, distributions_of, findings_of
from monitoring.drift.label_delay import DELAY_CELLS, delay_cell, label_delay
from monitoring.drift.layout import (
    DUPLICATES,
    LABELLED,
    REJECTED,
    REPEATED,
    Decided,
    Layout,
)
from monitoring.drift.report import DriftReport, WindowState, window_state, worst_first
from monitoring.drift.tally import Tally
from monitoring.drift.windows import WINDOWS, Buckets, Window
from monitoring.recent_ids import RecentIds

_MOST_IDS: Final = 50_000


class DriftMonitor:
    """Compares what a model meets with what it was trained on.

    Args:
        profile: of the model.
        model_sha256: of the model; scores of another one are not compared.
        windows: to keep.
    """

    def __init__(
        self, profile: ModelProfile, model_sha256: str, windows: Sequence[Window] = WINDOWS
    ) -> None:
        self.layout: Final = Layout(profile, model_sha256)
        self.windows: Final = tuple(windows)
        self._windows = [Buckets(one, lambda: Tally(self.layout.cells)) for one in windows]
        self._delays = [Buckets(one, lambda: Tally(DELAY_CELLS)) for one in windows]
        self._decided, self._labelled = RecentIds(_MOST_IDS), RecentIds(_MOST_IDS)
        self._first_ms: int | None = None

    def feed(self, decision: Decided) -> None:
        """Takes the next decision, in whatever order; one that was delivered again counts so."""
        time_ms = decision.event_time_ms
        if not self._decided.is_new(decision.decision_id):
            self._count(time_ms, REPEATED)
            return
        if not decision.late and (self._first_ms is None or time_ms < self._first_ms):
            self._first_ms = time_ms
        cells, new = self.layout.found(decision)
        for window in self._windows:
            bucket = self._arrived(window, decision)
            if bucket is not None:
                bucket.add(cells, new)

    def feed_label(self, label: Label) -> None:
        """Takes the next label; of several on one payment only the first is counted.

        It counts as a label in the windows of its payment, and by its delay in those that the time
        of its report is in.
        """
        if not self._labelled.is_new(f"{label.card_id}\x1f{label.transaction_id}"):
            return
        self._count(label.event_time_ms, LABELLED)
        cell = delay_cell(label.reported_time_ms - label.event_time_ms)
        for window in self._delays:
            window.advance(label.reported_time_ms)
            bucket = window.at(label.reported_time_ms)
            if bucket is not None:
                bucket.add([cell])

    def feed_duplicate(self, time_ms: int) -> None:
        """Takes note of a payment that was delivered again, and recognised by the job."""
        self._count(time_ms, DUPLICATES)

    def feed_rejected(self, time_ms: int) -> None:
        """Takes note of a record that the job refused, at a time of the caller's choice."""
        self._count(time_ms, REJECTED)

    def _count(self, time_ms: int, cell: int) -> None:
        for window in self._windows:
            bucket = window.at(time_ms)
            if bucket is not None:
                bucket.add([cell])

    def report(self) -> DriftReport:
        """All findings, the worst first, and what the windows hold."""
        parts = [
            self._of_window(buckets, delays)
            for buckets, delays in zip(self._windows, self._delays, strict=True)
        ]
        found = [one for _, findings in parts for one in findings]
        return DriftReport(tuple(state for state, _ in parts), worst_first(found))

    def _of_window(
        self, buckets: Buckets[Tally], delays: Buckets[Tally]
    ) -> tuple[WindowState, Sequence[Finding]]:
        tally, window = _whole(buckets, self.layout.cells), buckets.window
        state = window_state(buckets.to_ms, self._first_ms, window, tally)
        delay = label_delay(_whole(delays, DELAY_CELLS).counts)
        findings = findings_of(self.layout, window, tally, whole=state.whole)
        return replace(state, label_delay=delay), tuple(findings)

    @property
    def buckets_held(self) -> dict[str, int]:
        """How many buckets each window holds, by its name; never more than it has."""
        return {one.window.name: len(one) for one in self._windows}

    def distributions(self, window: Window) -> tuple[Distribution, ...]:
        """How each feature and the score are distributed in a window, beside what is expected."""
        buckets = next(one for one in self._windows if one.window == window)
        return distributions_of(self.layout, _whole(buckets, self.layout.cells))

    def _arrived(self, window: Buckets[Tally], decision: Decided) -> Tally | None:
        """The bucket that a decision is counted in.

        A late one is older than a day: it is counted where the stream is, or the share of late ones
        in a day would always be 0.
        """
        if decision.late and window.newest_ms is not None:
            return window.at(window.newest_ms)
        window.advance(decision.event_time_ms)
        return window.at(decision.event_time_ms)


def _whole(buckets: Buckets[Tally], cells: int) -> Tally:
    whole = Tally(cells)
    for one in buckets:
        whole.merge(one)
    return whole
