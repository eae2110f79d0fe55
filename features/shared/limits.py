"""How much history a key keeps: lateness, dedup window, and the sizes beyond which it thins out."""

from dataclasses import dataclass, fields
from typing import Final

from events.shared.time_units import DAY_MS

_LEAST: Final = {
    "allowed_lateness_ms": 0,
    "dedup_window_ms": 0,
    "exact_payments": 4,
    "distinct_ids": 4,
    "dedup_ids": 4,
    "feedback_delay_ms": 0,
    "labelled_payments": 4,
}


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """Limits of the history of one key.

    Attributes:
        allowed_lateness_ms: how far behind the watermark a payment still gets all its features.
        dedup_window_ms: payments of a card with one transaction id are one payment where their
            event times differ by less than this.
        exact_payments: payments kept one by one; above it the oldest fold into tiles.
        distinct_ids: ids kept for a distinct count; above it a sample of them is.
        dedup_ids: transaction ids kept for the recognition of duplicates; above it the oldest go.
        feedback_delay_ms: how long before a payment the windows of a merchant's confirmed frauds
            end, so that labels had time to come in.
        labelled_payments: payments with labels kept; above it the oldest go.

    Raises:
        ValueError: a limit is not an integer or is too small; the message names it.
    """

    allowed_lateness_ms: int = DAY_MS
    dedup_window_ms: int = DAY_MS
    exact_payments: int = 16_384
    distinct_ids: int = 8_192
    dedup_ids: int = 65_536
    feedback_delay_ms: int = 7 * DAY_MS
    labelled_payments: int = 4_096

    def __post_init__(self) -> None:
        """Checks every limit."""
        for field in fields(self):
            value: object = getattr(self, field.name)
            least = _LEAST[field.name]
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise ValueError(
                    f"{field.name}: an integer of at least {least} is expected, got {value!r}"
                )
