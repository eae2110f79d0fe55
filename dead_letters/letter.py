"""Whole dead letters out of the parts that a job writes.

part 1 of 2 --+
              +--> DeadLetter      a part without the others --> an `Incomplete` at the end
part 2 of 2 --+
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator
from typing import Annotated, Final

from msgspec import DecodeError, Meta, Struct, ValidationError, json

from events.shared.rejected import RecordKind, dead_letter_id

_LAST_MS: Final = 253_402_300_799_999
"""The end of the year 9999."""


class LetterFormatError(ValueError):
    """A record is no dead letter; the message says where it is and why."""


class LetterPart(Struct, frozen=True):
    """A part of a dead letter as it is read: of any release, so that a cause is any text."""

    cause: str
    field: str | None
    detail: str
    size_bytes: int
    raw_base64: str
    part: int = 1
    parts: int = 1
    record: RecordKind = "payment"
    arrived_ms: Annotated[int, Meta(ge=0, le=_LAST_MS)] | None = None
    dead_letter_id: str | None = None


_DECODER: Final = json.Decoder(LetterPart)


class DeadLetter(Struct, frozen=True):
    """One rejected record with all of its bytes.

    Attributes:
        id: the same whenever the same record is rejected.
        cause: why it was rejected; a cause of a newer release is text like any other.
        field: at fault, None where it is the record as a whole.
        detail: a sentence.
        record: what it was taken for.
        raw: the original bytes.
        arrived_ms: when the job read it; None in letters of schema version 1.
    """

    id: str
    cause: str
    field: str | None
    detail: str
    record: RecordKind
    raw: bytes
    arrived_ms: int | None


class Incomplete(Struct, frozen=True):
    """Parts of a record of which others are missing."""

    first: LetterPart
    parts_found: int


def read_letters(lines: Iterable[bytes], source: str) -> Iterator[LetterPart]:
    """The dead letters, one a line or record of `source`; empty lines are passed over.

    Raises:
        LetterFormatError: one is no dead letter.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _DECODER.decode(line)
        except (ValidationError, DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise LetterFormatError(
                f"{source}: record {number} is no dead letter: {error}"
            ) from error


class Assembly:
    """Puts the parts of records together, in whatever order they come."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[object, ...], dict[int, LetterPart]] = {}
        self._done: set[tuple[object, ...]] = set()

    def whole(self, letters: Iterable[LetterPart]) -> Iterator[DeadLetter]:
        """The letters that are complete, each as soon as its last part has come.

        Raises:
            LetterFormatError: the content of one is not what its own fields say.
        """
        for letter in letters:
            if letter.parts == 1:
                yield _joined([letter])
                continue
            belonging = _belonging(letter)
            # A stream may hold a part twice: it is written at least once.
            if letter.dead_letter_id is not None and belonging in self._done:
                continue
            parts = self._waiting.setdefault(belonging, {})
            parts[letter.part] = letter
            if len(parts) == letter.parts:
                del self._waiting[belonging]
                self._done.add(belonging)
                yield _joined([parts[number] for number in sorted(parts)])

    def incomplete(self) -> list[Incomplete]:
        """What is left over."""
        return [
            Incomplete(next(iter(parts.values())), len(parts)) for parts in self._waiting.values()
        ]


def _belonging(letter: LetterPart) -> tuple[object, ...]:
    """What the parts of one record have in common; version 1 has nothing better than its looks."""
    looks = (letter.cause, letter.field, letter.detail, letter.size_bytes)
    return (letter.record, letter.parts, letter.arrived_ms, letter.dead_letter_id or looks)


def _joined(parts: list[LetterPart]) -> DeadLetter:
    first = parts[0]
    try:
        raw = b"".join(b64decode(part.raw_base64, validate=True) for part in parts)
    except (Base64Error, ValueError) as error:
        raise LetterFormatError(
            f"dead letter {first.dead_letter_id}: raw_base64: {error}"
        ) from error
    if len(raw) != first.size_bytes:
        raise LetterFormatError(
            f"dead letter {first.dead_letter_id}: {len(raw)} bytes, {first.size_bytes} are expected"
        )
    return DeadLetter(
        id=first.dead_letter_id or dead_letter_id(first.record, raw),
        cause=first.cause,
        field=first.field,
        detail=first.detail,
        record=first.record,
        raw=raw,
        arrived_ms=first.arrived_ms,
    )
