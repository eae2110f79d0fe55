"""A few of a record's bytes or fields made hostile, whatever the record is of."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from tests.fuzz.hostile_values import LITERALS, TEXTS

_CLASSES: Final = tuple(TEXTS)
_AROUND: Final = (
    *(b" ", b"\t", b"\xef\xbb\xbf", b"\x00", b"\x0c", b"\xc2\xa0", b"}", b"]", b",", b"x", b"{}"),
    *(b',{"card_id":"z"}', b"],[1", b'},"r":{', b',"x":1', b"//", b"/**/", b"\xff", b"null", b",0"),
)

Fields = list[tuple[bytes, bytes]]
"""Names with their quotation marks, and values, as they stand in the record."""


def written(fields: Fields, random: Random) -> bytes:
    """The record of `fields`."""
    space = b" " * (random.random() < 0.1)
    return b"{" + (b"," + space).join(n + b":" + space + v for n, v in fields) + b"}"


def mutated(fields: Fields, random: Random, optional: Sequence[str]) -> bytes:
    """The record of `fields` with one mutation or several.

    Args:
        fields: of a good record.
        random: of all choices.
        optional: names of fields that may be null.
    """
    for _ in range(random.choice((1, 1, 1, 2))):
        fields = random.choice(_FIELD_MUTATIONS)(fields, random, optional)
    record = written(fields, random)
    return random.choice(_BYTE_MUTATIONS)(record, random) if random.random() < 0.3 else record


def _hostile(random: Random) -> bytes:
    if random.random() < 0.7:
        return b'"' + random.choice(TEXTS[random.choice(_CLASSES)]) + b'"'
    return random.choice(LITERALS)


def _replace(fields: Fields, random: Random, _: Sequence[str]) -> Fields:
    at = random.randrange(len(fields))
    return [*fields[:at], (fields[at][0], _hostile(random)), *fields[at + 1 :]]


def _drop(fields: Fields, random: Random, _: Sequence[str]) -> Fields:
    at = random.randrange(len(fields))
    return fields[:at] + fields[at + 1 :] or fields


def _repeat(fields: Fields, random: Random, _: Sequence[str]) -> Fields:
    name, value = random.choice(fields)
    if random.random() < 0.3:
        name = name.replace(b"i", rb"\u0069").replace(b"a", rb"\u0061", 1)
    repeated = (name, _hostile(random) if random.random() < 0.6 else value)
    at = random.randrange(len(fields) + 1)
    return [*fields[:at], repeated, *fields[at:]]


def _add(fields: Fields, random: Random, _: Sequence[str]) -> Fields:
    name = (
        b'"note"'
        if random.random() < 0.5
        else b'"' + random.choice(TEXTS[random.choice(_CLASSES)]) + b'"'
    )
    at = random.randrange(len(fields) + 1)
    return [*fields[:at], (name, _hostile(random)), *fields[at:]]


def _shuffle(fields: Fields, random: Random, _: Sequence[str]) -> Fields:
    return random.sample(fields, len(fields))


def _nullify(fields: Fields, random: Random, optional: Sequence[str]) -> Fields:
    return [*fields, (b'"' + random.choice(optional).encode() + b'"', b"null")]


def _flip(record: bytes, random: Random) -> bytes:
    changed = bytearray(record)
    for _ in range(random.choice((1, 1, 2, 8))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(record: bytes, random: Random) -> bytes:
    start, end = sorted((random.randrange(len(record) + 1), random.randrange(len(record) + 1)))
    return random.choice((record[:end], record[start:], record[:start] + record[end:], b""))


def _surround(record: bytes, random: Random) -> bytes:
    extra = random.choice(_AROUND)
    return random.choice((extra + record, record + extra, record + record, b"[" + record + b"]"))


def _reencode(record: bytes, random: Random) -> bytes:
    text = record.decode("utf-8", "replace")
    return text.encode(random.choice(("utf-16", "utf-16-le", "utf-8-sig", "utf-7")), "replace")


def _enlarge(record: bytes, random: Random) -> bytes:
    return record[:-1] + b',"x":"' + b"y" * random.choice((15_000, 16_384, 100_000)) + b'"}'


_FIELD_MUTATIONS: Final[tuple[Callable[[Fields, Random, Sequence[str]], Fields], ...]] = (
    *(_replace, _replace, _replace, _drop, _repeat, _repeat, _add, _shuffle, _nullify),
)
_BYTE_MUTATIONS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    *(_flip, _flip, _flip, _cut, _cut, _surround, _surround, _surround, _reencode, _enlarge),
)
