"""Runs: the times an id occurred at, joined where they are close, and still exact for windows.

::

    times    o---o--o            o--o      no further apart than `gap`: one run
    runs     [......]            [..]
    (t - w,        t]                      the id occurs in a window of w >= gap where a run of it
                                           begins by t and ends after t - w

Why that is exact: where the run ends by t, its end is an occurrence in the window. Where it ends
later, the last occurrence by t is at most `gap` before one after t, hence itself after t - gap.
Runs are kept flat: begin, end, begin, end, ... in milliseconds, ascending.
"""


def occurs(runs_ms: list[int], edge_ms: int, time_ms: int) -> bool:
    """Whether one of the runs reaches into ``(edge, time]``."""
    last_ms = runs_ms[-1]
    if last_ms <= time_ms:
        return last_ms > edge_ms
    return any(
        begin <= time_ms and end > edge_ms
        for begin, end in zip(runs_ms[::2], runs_ms[1::2], strict=True)
    )


def joined(runs_ms: list[int], time_ms: int, gap_ms: int) -> list[int]:
    """The runs with one more occurrence, joined where they come within `gap_ms`."""
    before: list[int] = []
    after: list[int] = []
    first_ms = last_ms = time_ms
    for begin, end in zip(runs_ms[::2], runs_ms[1::2], strict=True):
        if end < time_ms - gap_ms:
            before += (begin, end)
        elif begin > time_ms + gap_ms:
            after += (begin, end)
        else:
            first_ms, last_ms = min(first_ms, begin), max(last_ms, end)
    return [*before, first_ms, last_ms, *after]
