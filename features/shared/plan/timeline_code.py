"""Code that reads the windows of one timeline: the rows are searched once for all that they give.

::

    times    t0    t1    t2    t3    t4    t5          until: the payment's time less the delay
                         |<- w0 ->|              start moves back from window to window, each
             |<------- w1 ------->|              search within what lies before the last
                                   end
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from features.shared.accumulators.timeline_columns import Column

Statistic = Literal["count", "sum", "square", "largest", "smallest", "start"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of one window.

    Attributes:
        window_ms: length of the window.
        statistic: what of it.
        column: place of the column that it is of.
        with_this: whether the payment in hand counts where it belongs to the window.
    """

    window_ms: int
    statistic: Statistic
    column: int = 0
    with_this: bool = False


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """What the payment in hand adds.

    Attributes:
        taken_in: code that says whether it belongs to the windows, None where it always does.
        values: code of its value for each column.
    """

    taken_in: str | None
    values: tuple[str, ...]

    def term(self, cell: Cell) -> str:
        """Code of what it adds to a count or total."""
        value = "1" if cell.statistic == "count" else self.values[cell.column]
        if cell.statistic == "square":
            value = f"{value} * {value}"
        return value if self.taken_in is None else f"({value} if {self.taken_in} else 0)"

    def extreme(self, cell: Cell) -> str:
        """Code of where the search for an extreme begins, the smallest negated."""
        sign = "-" if cell.statistic == "smallest" else ""
        value = f"{sign}{self.values[cell.column]}"
        return value if self.taken_in is None else f"({value} if {self.taken_in} else None)"


class TimelineCode:
    """Writes the code for all windows of one timeline that end at one delay.

    Args:
        prefix: of its variables.
        part: variable of the timeline.
        columns: of the timeline.
        delay_ms: how long before the payment its windows end.
        own: what the payment in hand adds.
    """

    def __init__(
        self, prefix: str, part: str, columns: tuple[Column, ...], delay_ms: int, own: OwnTerms
    ) -> None:
        self._prefix, self._part, self._columns = prefix, part, columns
        self._delay_ms, self._own = delay_ms, own
        self._asked: dict[Cell, str] = {}

    def cell(self, cell: Cell) -> str:
        """The variable that will hold a number; to be asked for before the lines are written."""
        if cell not in self._asked:
            self._asked[cell] = f"{self._prefix}_{len(self._asked)}"
        return self._asked[cell]

    @property
    def end(self) -> str:
        """The variable of the row after the windows."""
        return f"{self._prefix}e"

    @property
    def times(self) -> str:
        """The variable of the times of the rows."""
        return f"{self._prefix}t"

    def since(self, time: str, *, inclusive: bool) -> str:
        """Code of the number of payments from a time on, which lies before the end."""
        found = "bisect_left" if inclusive else "bisect_right"
        first = f"(first := {found}({self.times}, {time}, 0, {self.end}))"
        return f"{self._counted(self.end)} - {self._counted('first', first)}"

    @property
    def _tiles(self) -> str:
        return f"{self._prefix}f"

    @property
    def _start(self) -> str:
        return f"{self._prefix}s"

    @property
    def _until(self) -> str:
        return f"{self._prefix}u" if self._delay_ms else "time_ms"

    def lines(self) -> Iterator[str]:
        """The code."""
        times, end, until = self.times, self.end, self._until
        yield f"({', '.join(self._lists())},) = {self._part}.rows"
        yield f"{self._tiles} = len({self._prefix}n)"
        if self._delay_ms:
            yield f"{until} = time_ms - {self._delay_ms}"
        yield f"{end} = len({times})"
        yield f"if {end} and {times}[-1] > {until}: {end} = bisect_right({times}, {until})"
        yield f"{self._start} = {end}"
        yield from self._final_totals()
        windows = sorted({cell.window_ms for cell in self._asked})
        for before, window_ms in zip((None, *windows), windows, strict=False):
            yield from self._window(before, window_ms)

    def _lists(self) -> list[str]:
        names = [self.times, f"{self._prefix}n"]
        for place, column in enumerate(self._columns):
            names.append(f"{self._prefix}a{place}")
            if column.squares:
                names.append(f"{self._prefix}q{place}")
            for letter, kept in (("l", column.largest), ("m", column.smallest)):
                if kept:
                    names += [f"{self._prefix}{letter}{place}{part}" for part in "rtp"]
        return names

    def _totals(self, cell: Cell) -> str:
        letter = {"count": "n", "sum": f"a{cell.column}", "square": f"q{cell.column}"}
        return f"{self._prefix}{letter[cell.statistic]}"

    def _before(self, cell: Cell, row: str) -> str:
        """Code of the total before a row."""
        return self._counted(row) if cell.statistic == "count" else f"{self._totals(cell)}[{row}]"

    def _counted(self, row: str, found: str = "") -> str:
        """Code of the number of payments before a row: its place, if no tile is behind it.

        Args:
            row: variable of the row.
            found: code that gives it its value.
        """
        return f"({self._prefix}n[{row}] if {found or row} < {self._tiles} else {row})"

    def _extremes(self, cell: Cell) -> str:
        letter = "l" if cell.statistic == "largest" else "m"
        return f"{self._prefix}{letter}{cell.column}"

    def _final(self, cell: Cell) -> str:
        return f"{self._totals(cell)}{'i' if cell.with_this else 'x'}"

    def _running(self, cell: Cell) -> str:
        return f"{self._extremes(cell)}{'i' if cell.with_this else 'x'}"

    def _final_totals(self) -> Iterator[str]:
        """Totals after the last row, and where the search for extremes begins."""
        for final in dict.fromkeys(self._final(cell) for cell in self._asked if _is_total(cell)):
            cell = next(one for one in self._asked if _is_total(one) and self._final(one) == final)
            own = f" + {self._own.term(cell)}" if cell.with_this else ""
            yield f"{final} = {self._before(cell, self.end)}{own}"
        for cell in {
            self._running(cell): cell for cell in self._asked if _is_extreme(cell)
        }.values():
            begin = self._own.extreme(cell) if cell.with_this else "None"
            yield f"{self._running(cell)} = {begin}"
            yield f"{self._running(cell)}s = {self.end}"

    def _window(self, before_ms: int | None, window_ms: int) -> Iterator[str]:
        """One window: where it begins, then its numbers, taken over where it begins as before."""
        times, start = self.times, self._start
        moved, stayed, anyway = list[str](), list[str](), list[str]()
        for cell, name in self._asked.items():
            if cell.window_ms != window_ms:
                continue
            if _is_total(cell):
                same = self._same_as_before(cell, before_ms)
                code = f"{name} = {self._final(cell)} - {self._before(cell, start)}"
                (anyway if same is None else moved).append(code)
                stayed += [] if same is None else [f"{name} = {same}"]
            elif _is_extreme(cell):
                if self._follows(cell, before_ms):
                    moved += self._search(cell)
                else:
                    anyway.append(f"if {start} < {self._running(cell)}s:")
                    anyway += [f"    {line}" for line in self._search(cell)]
                anyway.append(f"{name} = {self._found(cell)}")
            else:
                anyway.append(f"{name} = {start}")
        yield f"edge = time_ms - {self._delay_ms + window_ms}"
        yield f"if {start} and {times}[{start} - 1] > edge:"
        yield f"    {start} = bisect_right({times}, edge, 0, {start})"
        yield from (f"    {line}" for line in moved)
        if stayed:
            yield "else:"
            yield from (f"    {line}" for line in stayed)
        yield from anyway

    def _same_as_before(self, cell: Cell, before_ms: int | None) -> str | None:
        """Code of the number where the window begins where the shorter one did."""
        if before_ms is None:
            return self._own.term(cell) if cell.with_this else "0"
        return self._asked.get(replace(cell, window_ms=before_ms))

    def _follows(self, cell: Cell, before_ms: int | None) -> bool:
        """Whether the same extreme of the window before, if there is one, has been searched."""
        return before_ms is None or replace(cell, window_ms=before_ms) in self._asked

    def _search(self, cell: Cell) -> Iterator[str]:
        """Take in the rows that the window has and the shorter one had not.

        A peak after the payment (which then came out of order) answers nothing; the rows are
        searched instead.
        """
        running, lists, start = self._running(cell), self._extremes(cell), self._start
        unknown = "" if self._never_missing(cell) else f"{running} is None or "
        yield f"peak = bisect_left({lists}t, {self.times}[{start}])"
        yield f"if {lists}t[peak] <= {self._until}: found = {lists}p[peak]"
        yield f"else: found = largest({lists}r, {start}, {running}s)"
        yield f"if {unknown}found > {running}: {running} = found"
        yield f"{running}s = {start}"

    def _never_missing(self, cell: Cell) -> bool:
        return cell.with_this and self._own.taken_in is None

    def _found(self, cell: Cell) -> str:
        running = self._running(cell)
        if cell.statistic == "largest":
            return running
        return f"-{running}" if self._never_missing(cell) else _negated(running)


def _negated(name: str) -> str:
    return f"None if {name} is None else -{name}"


def _is_total(cell: Cell) -> bool:
    return cell.statistic in {"count", "sum", "square"}


def _is_extreme(cell: Cell) -> bool:
    return cell.statistic in {"largest", "smallest"}
