"""Features of the payment itself, which need no history."""

from typing import Final

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS

_EPOCH_WEEKDAY: Final = 3
"""1970-01-01 was a Thursday, counted from Monday as 0."""
_SATURDAY: Final = 5
_NIGHT_ENDS_AT_HOUR: Final = 6


def payment_values(payment: Payment) -> tuple[int, int, bool, bool]:
    """Values of `PAYMENT_FEATURES`, in their order: amount, hour, weekend, night (UTC)."""
    time_ms = payment.event_time_ms
    hour = time_ms // HOUR_MS % 24
    weekday = (time_ms // DAY_MS + _EPOCH_WEEKDAY) % 7
    return payment.amount_minor, hour, weekday >= _SATURDAY, hour < _NIGHT_ENDS_AT_HOUR
