"""The one codec: bytes to a `Payment` or a `Fault`, never an exception; structs to JSON bytes."""

import re
from typing import Final

import msgspec

from events.iso_codes import COUNTRIES, CURRENCIES
from events.payment import Payment
from events.rejected import Cause, Fault

MAX_RECORD_BYTES: Final = 16_384
"""A payment has some 300 bytes; what is far above that is not one."""

MAX_FUTURE_MS: Final = 300_000
"""How far a payment's clock may run ahead of ours."""

_NOT_PERSONAL: Final = frozenset(
    {"amount_minor", "currency", "country", "channel", "event_time_ms"}
)
_FIELD_PATH = re.compile(r"at `\$\.(\w+)")
_MISSING_FIELD = re.compile(r"missing required field `(\w+)`")


class PaymentDecoder:
    """Decodes payments; make one per operator instance, since it does not pickle.

    Args:
        max_record_bytes: larger records are rejected unread.
        max_future_ms: allowed lead of a payment's clock, in milliseconds.
    """

    def __init__(
        self, max_record_bytes: int = MAX_RECORD_BYTES, max_future_ms: int = MAX_FUTURE_MS
    ) -> None:
        self._max_record_bytes = max_record_bytes
        self._max_future_ms = max_future_ms
        self._decoder = msgspec.json.Decoder(Payment)

    def decode(self, raw: bytes, now_ms: int) -> Payment | Fault:
        """The payment in `raw`, or why there is none; `now_ms` is the time of arrival."""
        if len(raw) > self._max_record_bytes:
            return Fault(
                "oversized", None, f"{len(raw)} bytes, at most {self._max_record_bytes} expected"
            )
        try:
            payment = self._decoder.decode(raw)
        except msgspec.ValidationError as error:
            return _invalid(str(error), raw)
        except msgspec.DecodeError as error:
            return _unreadable(str(error), raw)
        except (UnicodeDecodeError, RecursionError) as error:
            return _unreadable(type(error).__name__, raw)
        return self._check(payment, now_ms)

    def _check(self, payment: Payment, now_ms: int) -> Payment | Fault:
        if payment.currency not in CURRENCIES:
            return _unknown_code("unknown_currency", "currency", payment.currency, "ISO 4217")
        if payment.country not in COUNTRIES:
            return _unknown_code("unknown_country", "country", payment.country, "ISO 3166-1")
        if payment.event_time_ms > now_ms + self._max_future_ms:
            return Fault(
                "time_in_future",
                "event_time_ms",
                f"event_time_ms: {payment.event_time_ms} is more than {self._max_future_ms} ms"
                " ahead of the time of arrival",
            )
        if (payment.latitude is None) != (payment.longitude is None):
            absent = "latitude" if payment.latitude is None else "longitude"
            return Fault(
                "incomplete_position",
                absent,
                f"{absent}: missing, latitude and longitude are expected together",
            )
        return payment


def _unknown_code(cause: Cause, field: str, value: str, standard: str) -> Fault:
    return Fault(cause, field, f"{field}: {value[:16]!r} is not a current {standard} code")


def _invalid(message: str, raw: bytes) -> Fault:
    """A fault for JSON that is not a payment; msgspec's messages hold no values."""
    missing = _MISSING_FIELD.search(message)
    if missing is not None:
        return Fault("missing_field", missing[1], f"{missing[1]}: missing, it is required")
    path = _FIELD_PATH.search(message)
    if path is None:
        return Fault("not_an_object", None, f"{message}: a JSON object is expected")
    name = path[1]
    expectation = message.split(" - at ", maxsplit=1)[0]
    cause: Cause = "wrong_type" if ", got " in expectation else "out_of_range"
    return Fault(cause, name, f"{name}: {expectation}{_shown_value(name, raw)}")


def _shown_value(name: str, raw: bytes) -> str:
    """The faulty value for the message, where it cannot be personal."""
    if name not in _NOT_PERSONAL:
        return ""
    try:
        value = msgspec.json.decode(raw)[name]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return f", got the value {repr(value)[:40]}"


def _unreadable(message: str, raw: bytes) -> Fault:
    if not raw.strip():
        return Fault("empty", None, "an empty record, a JSON object is expected")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return Fault("bad_encoding", None, f"not UTF-8 at byte {error.start}")
    return Fault("malformed_json", None, f"not JSON: {message}")


def encode(event: msgspec.Struct) -> bytes:
    """`event` as compact JSON."""
    return msgspec.json.encode(event)
