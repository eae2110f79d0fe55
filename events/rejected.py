"""A rejected record: what could not be taken as a payment, why, and its original bytes."""

from base64 import b64encode
from typing import Final, Literal

from msgspec import Struct

REJECTED_SCHEMA_VERSION: Final = 1

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
    "time_in_future",
    "incomplete_position",
    "label_too_old",
]

RecordKind = Literal["payment", "label"]
"""What a record was taken for, by the stream that it came on."""


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


class Fault(Struct, frozen=True, tag=True):
    """Why a record is not a payment or label; becomes one or several `Rejected`."""

    cause: Cause
    field: str | None
    detail: str

    def dead_letters(
        self, raw: bytes, part_bytes: int, record: RecordKind = "payment"
    ) -> list[Rejected]:
        """The dead letters for `raw`, each holding at most `part_bytes` of the original."""
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
            )
            for number, start in enumerate(starts, start=1)
        ]
