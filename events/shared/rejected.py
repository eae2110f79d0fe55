"""A rejected record: what its stream should not hold, why, and its original bytes."""

from base64 import b64encode
from hashlib import sha256
from typing import Final, Literal

from msgspec import Struct

REJECTED_SCHEMA_VERSION: Final = 2
_ID_DIGITS: Final = 32

Cause = Literal[
    "empty",
    "oversized",
    "bad_encoding",
    "malformed_json",
    "not_an_object",
    "missing_field",
    "wrong_type",
    "out_of_range",
    "bad_identifier",
    "card_number",
    "unknown_currency",
    "unknown_country",
    "missing_rate",
    "time_in_future",
    "incomplete_position",
    "label_too_old",
    "missing_shopper",
    "incomplete_price",
    "bad_link",
    "link_too_late",
]

RecordKind = Literal["payment", "label", "event", "item"]
"""What a record was taken for, by the stream that it came on; an identity link is an event."""


class Rejected(Struct, frozen=True):
    """A dead letter.

    Attributes:
        cause: machine-readable cause.
        field: name of the field at fault, None where it is the record as a whole.
        detail: a sentence that names the field and what was expected. It holds the value only
            for fields that are not personal.
        size_bytes: size of the whole original record.
        raw_base64: the original bytes, or part `part` of them, a card number masked.
        part: 1-based number of the part; a record larger than the sink takes comes in parts.
        parts: how many parts there are.
        record: what it was taken for.
        arrived_ms: when the job read it, None in letters of schema version 1. A record that is read
            again after a restart arrives again.
        dead_letter_id: the same for all parts of a record, and for the same record sent again, see
            `dead_letter_id`; None in letters of schema version 1.
    """

    cause: Cause
    field: str | None
    detail: str
    size_bytes: int
    raw_base64: str
    part: int = 1
    parts: int = 1
    schema_version: int = REJECTED_SCHEMA_VERSION
    record: RecordKind = "payment"
    arrived_ms: int | None = None
    dead_letter_id: str | None = None


def dead_letter_id(record: RecordKind, raw: bytes) -> str:
    """Id of the dead letter for `raw`: 32 hex digits of a SHA-256 of `record` and `raw`."""
    return sha256(f"{record}\0".encode() + raw).hexdigest()[:_ID_DIGITS]


class Fault(Struct, frozen=True, tag=True):
    """Why a record is not what was expected; becomes one or several `Rejected`."""

    cause: Cause
    field: str | None
    detail: str

    def dead_letters(
        self,
        raw: bytes,
        part_bytes: int,
        record: RecordKind = "payment",
        arrived_ms: int | None = None,
    ) -> list[Rejected]:
        """The dead letters for `raw`, each holding at most `part_bytes` of the original."""
        letter_id = dead_letter_id(record, raw)
        starts = range(0, max(len(raw), 1), part_bytes)
        return [
            Rejected(
                cause=self.cause,
                field=self.field,
                detail=self.detail,
                size_bytes=len(raw),
                raw_base64=b64encode(raw[start : start + part_bytes]).decode("ascii"),
                part=number,
                parts=len(starts),
                record=record,
                arrived_ms=arrived_ms,
                dead_letter_id=letter_id,
            )
            for number, start in enumerate(starts, start=1)
        ]
