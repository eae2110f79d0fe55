"""What a timeline keeps of each field, where it is among its rows, and how a payment is appended.

::

    rows     times | counts | sums  squares  largest: of rows, peak times, peaks | sums ...
                            |<---------------- one column ---------------------->|
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

Rows = list[Any]
"""Those of a `Timeline` while one of them can be replaced."""


@dataclass(frozen=True, slots=True, order=True)
class Column:
    """What is kept of one field, beside its running total.

    Attributes:
        field: its name.
        squares: whether the running total of its squares is kept.
        largest: whether the largest value of any window is known.
        smallest: whether the smallest is.
    """

    field: str
    squares: bool = False
    largest: bool = False
    smallest: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What is where among the rows of a timeline.

    Attributes:
        columns: number of columns.
        totals: for each running total its place, that of its column, and the power it adds up.
        extremes: for each extreme the first of its three places, that of its column, and 1 for the
            largest or -1 for the smallest, of which the negated values are kept.
        empty: makes the rows of a timeline without payments.
        append: puts a payment after all rows: the rows, its time and its values for the columns.
            It is generated, since it runs for nearly every payment.
    """

    columns: int
    totals: tuple[tuple[int, int, int], ...]
    extremes: tuple[tuple[int, int, int], ...]
    empty: Callable[[], tuple[Any, ...]]
    append: Callable[[tuple[Any, ...], int, Sequence[int]], None]


@cache
def layout_of(columns: tuple[Column, ...]) -> Layout:
    """The layout of timelines with these columns."""
    totals: list[tuple[int, int, int]] = []
    extremes: list[tuple[int, int, int]] = []
    empty = ["[]", "[]"]
    for column, kept in enumerate(columns):
        for power in (1, 2) if kept.squares else (1,):
            totals.append((len(empty), column, power))
            empty.append("zero[:]")
        for sign in (*((1,) if kept.largest else ()), *((-1,) if kept.smallest else ())):
            extremes.append((len(empty), column, sign))
            empty += ["nothing[:]", "[]", "[]"]
    code = [f"def empty(): return ({', '.join(empty)})", *_append_lines(columns), ""]
    namespace: dict[str, Any] = {"zero": array("q", [0]), "nothing": array("q")}
    # Only templates of this module and numbers get into the source, never a name from outside.
    exec(compile("\n".join(code), "<timeline>", "exec"), namespace)  # noqa: S102
    made = namespace["empty"], namespace["append"]
    return Layout(len(columns), tuple(totals), tuple(extremes), *made)


def _append_lines(columns: tuple[Column, ...]) -> list[str]:
    """The code of `append`: what a block may be too small for comes first, the time after it."""
    names, appended, raised = ["times", "_"], list[str](), list[str]()
    for place, column in enumerate(columns):
        names.append(f"s{place}")
        appended.append(f"    s{place}.append(s{place}[-1] + v{place})")
        if column.squares:
            names.append(f"q{place}")
            appended.append(f"    q{place}.append(q{place}[-1] + v{place} * v{place})")
        for letter, kept, sign in (("l", column.largest, ""), ("m", column.smallest, "-")):
            if kept:
                rows, peak_times, peaks = (f"{letter}{place}{part}" for part in "rtp")
                names += [rows, peak_times, peaks]
                appended.append(f"    {rows}.append({sign}v{place})")
                raised.append(_raised(peak_times, peaks, f"{sign}v{place}"))
    values = "".join(f"v{place}, " for place in range(len(columns)))
    reads = [f"    ({values}) = values"] if columns else []
    head = ["def append(rows, time_ms, values):", f"    {', '.join(names)} = rows"]
    return [*head, *reads, *appended, "    times.append(time_ms)", *raised]


def _raised(peak_times: str, peaks: str, value: str) -> str:
    """Lines that append a value to the peaks of `extremes`."""
    return f"""\
    while {peaks} and {peaks}[-1] <= {value}:
        del {peaks}[-1], {peak_times}[-1]
    {peak_times}.append(time_ms)
    {peaks}.append({value})"""
