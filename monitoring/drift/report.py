"""What a monitor answers: what each window holds, and the findings, the worst first."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from monitoring.drift.finding import LEVELS, Finding, Level
from monitoring.drift.label_delay import LabelDelay
from monitoring.drift.layout import DECISIONS, LABELLED, LATE, OTHER_MODEL
from monitoring.drift.tally import Tally
from monitoring.drift.windows import Window


@dataclass(frozen=True, slots=True)
class WindowState:
    """What a window holds.

    Attributes:
        name: of the window.
        from_ms: event time that it begins with; None before the first decision on time.
        to_ms: event time that it ends before; None before the first decision.
        whole: whether the stream had begun by the end of its first bucket.
        decisions: in it, each counted once.
        late: of them, counted when they came.
        other_model: decided with another model, so that their score is not compared.
        labelled: payments of the window that a label is known of.
        label_delay: of the labels that were reported in a window of the same length, up to the
            newest report.
    """

    name: str
    from_ms: int | None
    to_ms: int | None
    whole: bool
    decisions: int
    late: int
    other_model: int
    labelled: int
    label_delay: LabelDelay = field(default_factory=LabelDelay)


def window_state(
    to_ms: int | None, first_ms: int | None, window: Window, tally: Tally
) -> WindowState:
    """The state of a window that ends before `to_ms`, of a stream that began at `first_ms`."""
    counts, from_ms, whole = tally.counts, None, False
    if to_ms is not None and first_ms is not None:
        from_ms = to_ms - window.width_ms
        whole = first_ms < from_ms + window.step_ms
    return WindowState(
        name=window.name,
        from_ms=from_ms,
        to_ms=to_ms,
        whole=whole,
        decisions=int(counts[DECISIONS]),
        late=int(counts[LATE]),
        other_model=int(counts[OTHER_MODEL]),
        labelled=int(counts[LABELLED]),
    )


@dataclass(frozen=True, slots=True)
class DriftReport:
    """All findings of all windows, the worst first."""

    windows: tuple[WindowState, ...]
    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        """That of the worst finding."""
        return self.findings[0].level if self.findings else "too_few"

    def of(self, level: Level) -> tuple[Finding, ...]:
        """The findings of a level, the worst first."""
        return tuple(one for one in self.findings if one.level == level)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By level, and within one by how many times the limit the value is."""

    def rank(one: Finding) -> tuple[int, float, str, str, str]:
        excess = 0.0 if one.value is None else abs(one.value) / one.limit
        return (LEVELS.index(one.level), -excess, one.feature, one.window, one.measure)

    return tuple(sorted(findings, key=rank))
