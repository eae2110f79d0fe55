"""The windows of a timeline, as the code that a plan generates reads them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from features.shared.accumulators.timeline import Timeline
from features.shared.accumulators.timeline_columns import Column
from features.shared.plan.generated import function
from features.shared.plan.timeline_code import Cell, OwnTerms, Statistic, TimelineCode

AMOUNTS = (Column("amount", squares=True, largest=True, smallest=True),)


@dataclass(frozen=True)
class Windows:
    """The numbers of some windows, shortest first."""

    counts: list[int]
    sums: list[int]
    squares: list[int]
    largest: list[int]
    smallest: list[int]


def amounts(exact_payments: int) -> Timeline:
    """A timeline that keeps everything of one field."""
    return Timeline(AMOUNTS, exact_payments)


def reader(windows_ms: Sequence[int]) -> Callable[[Timeline, int, int], Windows]:
    """Reads windows that end with a payment (its time, its amount) about to be added."""
    code = TimelineCode("w", "part", AMOUNTS, 0, OwnTerms(None, ("amount",)))
    statistics: tuple[Statistic, ...] = ("count", "sum", "square", "largest", "smallest")
    names = [
        [code.cell(Cell(window_ms, one, 0, with_this=True)) for window_ms in windows_ms]
        for one in statistics
    ]
    lists = ", ".join(f"[{', '.join(of_one)}]" for of_one in names)
    body = "\n".join(f"    {line}" for line in [*code.lines(), f"return ({lists})"])
    read = function("values", f"def values(part, time_ms, amount):\n{body}")

    def windows(timeline: Timeline, time_ms: int, amount: int) -> Windows:
        return Windows(*read(timeline, time_ms, amount))

    return windows
