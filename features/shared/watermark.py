"""The watermark: the event time up to which, by assumption, everything has been seen."""

from typing import Final

from events.shared.time_units import MINUTE_MS

NOTHING_SEEN_MS: Final = -(2**63)
"""Watermark before the first event; nothing is late against it."""

DEFAULT_OUT_OF_ORDERNESS_MS: Final = MINUTE_MS // 12


class Watermark:
    """Watermark with bounded out-of-orderness: newest event time, less the bound, less 1 ms.

    Args:
        out_of_orderness_ms: how far behind the newest event others may be without being late.

    Raises:
        ValueError: the bound is negative.
    """

    __slots__ = ("_out_of_orderness_ms", "value_ms")

    def __init__(self, out_of_orderness_ms: int = DEFAULT_OUT_OF_ORDERNESS_MS) -> None:
        if out_of_orderness_ms < 0:
            raise ValueError(
                f"out_of_orderness_ms: at least 0 is expected, got {out_of_orderness_ms}"
            )
        self._out_of_orderness_ms = out_of_orderness_ms
        self.value_ms = NOTHING_SEEN_MS

    def observe(self, event_time_ms: int) -> None:
        """Takes an event time into account; the watermark never falls."""
        candidate_ms = event_time_ms - self._out_of_orderness_ms - 1
        self.value_ms = max(self.value_ms, candidate_ms)
