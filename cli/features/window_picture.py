"""The window of a feature drawn on the axis of event time.

::

    ─────(━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━]────────────────●───▶ event time
       t - 7d - 30d                    t - 7d             t
"""

from typing import Final

from events.shared.durations import duration_text
from features.shared.definitions.aggregate_forms import FORMS
from features.shared.definitions.model import Aggregate, Derived

_FROM: Final = 3
_DELAY: Final = 16
_START: Final = "─────(━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━"
_END: Final = "───▶ event time"


def window_picture(source: Aggregate | Derived) -> tuple[str, ...]:
    """The axis and its labels, nothing without a window.

    The payment at the end is an empty circle where it is not in its own window.
    """
    if isinstance(source, Derived) or not source.window_ms:
        return ()
    window = duration_text(source.window_ms)
    if source.delay_ms == 0:
        counts_this = source.with_this and "without_this" in FORMS[source.kind].keys
        axis = f"{_START}{'●' if counts_this else '○'}{_END}"
        return axis, _labels((_FROM, f"t - {window}"), (len(_START), "t"))
    delay = source.delay_ms if isinstance(source.delay_ms, str) else duration_text(source.delay_ms)
    axis = f"{_START}]{'─' * _DELAY}●{_END}"
    end, event = f"t - {delay}", axis.index("●")
    middle = event - _DELAY - len(end) // 2
    return axis, _labels((_FROM, f"{end} - {window}"), (middle, end), (event, "t"))


def _labels(*labels: tuple[int, str]) -> str:
    """A line with each text at its place."""
    line = ""
    for place, text in labels:
        line = f"{line:<{place}}{text}"
    return line
