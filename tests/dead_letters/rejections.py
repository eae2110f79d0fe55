"""Records that a job rejects, as it writes them, and what becomes of them in a replay."""

import json
from collections.abc import Callable
from typing import Any, Final

from dead_letters.fraud_records import FraudRecords
from dead_letters.letter import Assembly, DeadLetter, LetterPart, read_letters
from dead_letters.mending import Mend
from dead_letters.records import SystemRecords
from dead_letters.replay import Policy, ReplayPlan, plan
from dead_letters.shopping_records import ShoppingRecords
from events.fraud import codec as fraud
from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.recommendations import codec as shopping
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.shared.json_records import encode
from events.shared.rejected import Fault, RecordKind, Rejected
from events.shared.time_units import HOUR_MS

NOW_MS = 1_790_000_000_000
DECODES: Final[dict[RecordKind, Callable[[bytes, int], object]]] = {
    "payment": PaymentDecoder().decode,
    "label": LabelDecoder().decode,
    "event": EventDecoder().decode,
    "item": CatalogueDecoder().decode,
}


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
    fault = DECODES[kind](raw, NOW_MS)
    if not isinstance(fault, Fault):
        raise TypeError(f"{raw!r} is a {kind}")
    return fault.dead_letters(raw, part_bytes, kind, arrived_ms)


def read(letters: list[Rejected]) -> list[LetterPart]:
    """As they are read where they were written."""
    return list(read_letters(map(encode, letters), "test"))


def letter(raw: bytes, arrived_ms: int | None = NOW_MS, kind: RecordKind = "payment") -> DeadLetter:
    """The whole letter of `raw`."""
    (whole,) = Assembly().whole(read(rejected(raw, arrived_ms, kind=kind)))
    return whole


def fraud_records(*, card_numbers: bool = False) -> SystemRecords:
    """Records of the fraud job."""
    return FraudRecords(
        max_future_ms=300_000, card_numbers=card_numbers, contract=fraud.NO_OWN_FIELDS
    )


def shopping_records(*, card_numbers: bool = False) -> SystemRecords:
    """Records of the recommendation job."""
    return ShoppingRecords(
        max_future_ms=300_000, card_numbers=card_numbers, contract=shopping.NO_OWN_FIELDS
    )


def planned(
    *letters: DeadLetter,
    mend: Mend,
    records: SystemRecords,
    sent_ms: dict[str, int] | None = None,
    as_of_ms: int | None = NOW_MS,
) -> ReplayPlan:
    """What a replay to a job that is at `as_of_ms` makes of `letters`."""
    policy = Policy(
        mend=mend, records=records, now_ms=NOW_MS, as_of_ms=as_of_ms, within_ms=24 * HOUR_MS
    )
    return plan(letters, (sent_ms or {}).get, policy)
