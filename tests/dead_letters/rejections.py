"""Records that the job rejects, as it writes them."""

import json
from typing import Any

from dead_letters.letter import Assembly, DeadLetter, LetterPart, read_letters
from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.shared.json_records import encode
from events.shared.rejected import Fault, RecordKind, Rejected
from events.shared.time_units import HOUR_MS

NOW_MS = 1_790_000_000_000


def record(**changes: Any) -> bytes:  # noqa: ANN401 - any field
    """A payment of an hour ago in an unknown currency, but for `changes`."""
    fields: dict[str, Any] = {
        "transaction_id": "t1",
        "card_id": "c1",
        "merchant_id": "m1",
        "amount_minor": 500,
        "currency": "EURO",
        "country": "DE",
        "channel": "pos",
        "event_time_ms": NOW_MS - HOUR_MS,
    }
    return json.dumps(fields | changes).encode()


def rejected(
    raw: bytes,
    arrived_ms: int | None = NOW_MS,
    part_bytes: int = 600_000,
    kind: RecordKind = "payment",
) -> list[Rejected]:
    """What the job writes for `raw`, which it must not be able to take."""
    decoder = LabelDecoder() if kind == "label" else PaymentDecoder()
    fault = decoder.decode(raw, NOW_MS)
    if not isinstance(fault, Fault):
        raise TypeError(f"{raw!r} is a {kind}")
    return fault.dead_letters(raw, part_bytes, kind, arrived_ms)


def read(letters: list[Rejected]) -> list[LetterPart]:
    """As they are read where they were written."""
    return list(read_letters(map(encode, letters), "test"))


def letter(raw: bytes, arrived_ms: int | None = NOW_MS) -> DeadLetter:
    """The whole letter of `raw`."""
    (whole,) = Assembly().whole(read(rejected(raw, arrived_ms)))
    return whole
