"""Faults that a field of any system's records can have once JSON has been decoded."""

from typing import Final

from events.shared.card_numbers import shown_time
from events.shared.rejected import Cause, Fault
from events.shared.shown_values import shown_value

MAX_FUTURE_MS: Final = 300_000
"""How far the clock of a sender may run ahead of ours."""

_LONGEST_CODE_SHOWN: Final = 18


def card_number(field: str) -> Fault:
    """The fault of a token that is a card number."""
    return Fault(
        "card_number",
        field,
        f"{field}: 13 to 19 digits with the check digit of a card number, a token is expected;"
        " source.card_numbers=accept takes it as a token",
    )


def in_future(field: str, time_ms: int, max_future_ms: int, *, shows_values: bool = True) -> Fault:
    """The fault of a time that is later than its arrival, by more than `max_future_ms`."""
    seen = f"{shown_time(time_ms)} is " if shows_values else ""
    return Fault(
        "time_in_future",
        field,
        f"{field}: {seen}more than {max_future_ms} ms ahead of the time of arrival",
    )


def unknown_code(cause: Cause, field: str, value: str | None, standard: str) -> Fault:
    """The fault of a text that is no code; `value` is None where it must not be shown."""
    what = "the text" if value is None else shown_value(value, _LONGEST_CODE_SHOWN)
    return Fault(cause, field, f"{field}: {what} is not a current {standard} code")
