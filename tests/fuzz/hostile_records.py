"""Records grown from valid payments and labels, a few of their bytes or fields made hostile."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from tests.fuzz.hostile_values import LITERALS, TEXTS

START_MS: Final = 1_750_000_000_000
_PLAIN_SHARE: Final = 0.3
_CLASSES: Final = tuple(TEXTS)
_OPTIONAL: Final = ("device_id", "ip", "latitude", "longitude", "trace_id")
_AROUND: Final = (
    *(b" ", b"\t", b"\xef\xbb\xbf", b"\x00", b"\x0c", b"\xc2\xa0", b"}", b"]", b",", b"x", b"{}"),
    *(b',{"card_id":"z"}', b"],[1", b'},"r":{', b',"x":1', b"//", b"/**/", b"\xff", b"null", b",0"),
)

Fields = list[tuple[bytes, bytes]]
"""Names with their quotation marks, and values, as they stand in the record."""


def hostile_records(seed: int, count: int) -> Iterator[bytes]:
    """Lines as a source of payments with labels among them has them: P or L, then a record."""
    random = Random(seed)
    for number in range(count):
        is_label = random.random() < 0.1
        fields = (_label if is_label else _payment)(number, random)
        record = _written(fields, random)
        if random.random() >= _PLAIN_SHARE:
            record = _mutated(fields, random)
        # A line ends there for the file source, whatever a JSON parser would say.
        yield (b"L" if is_label else b"P") + record.replace(b"\n", b" ").replace(b"\r", b" ")


def _payment(number: int, random: Random) -> Fields:
    fields: Fields = [
        (b'"transaction_id"', b'"t%d"' % (number - (random.random() < 0.05))),
        (b'"card_id"', b'"c%d"' % random.randrange(300)),
        (b'"merchant_id"', b'"m%d"' % random.randrange(80)),
        (b'"amount_minor"', b"%d" % random.randrange(100_000)),
        (b'"currency"', random.choice((b'"EUR"', b'"USD"', b'"JPY"'))),
        (b'"country"', random.choice((b'"DE"', b'"FR"', b'"US"'))),
        (b'"channel"', random.choice((b'"pos"', b'"ecommerce"'))),
        (b'"event_time_ms"', b"%d" % (START_MS + 50 * number)),
    ]
    optional: Fields = [
        (b'"device_id"', b'"d%d"' % random.randrange(99)),
        (b'"ip"', b'"192.0.2.%d"' % random.randrange(255)),
        (b'"latitude"', repr(random.uniform(-90, 90)).encode()),
        (b'"longitude"', repr(random.uniform(-180, 180)).encode()),
        (b'"trace_id"', b'"r%d"' % number),
    ]
    kept = random.random() < 0.5
    return fields + [each for each in optional if kept]


def _label(number: int, random: Random) -> Fields:
    time_ms = START_MS + 50 * random.randrange(number + 1)
    return [
        (b'"label_id"', b'"l%d"' % number),
        (b'"transaction_id"', b'"t%d"' % random.randrange(number + 1)),
        (b'"card_id"', b'"c%d"' % random.randrange(300)),
        (b'"merchant_id"', b'"m%d"' % random.randrange(80)),
        (b'"kind"', b'"chargeback"'),
        (b'"event_time_ms"', b"%d" % time_ms),
        (b'"reported_time_ms"', b"%d" % (time_ms + 1_000)),
    ]


def _written(fields: Fields, random: Random) -> bytes:
    space = b" " * (random.random() < 0.1)
    return b"{" + (b"," + space).join(n + b":" + space + v for n, v in fields) + b"}"


def _mutated(fields: Fields, random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 1, 2))):
        fields = random.choice(_FIELD_MUTATIONS)(fields, random)
    record = _written(fields, random)
    return random.choice(_BYTE_MUTATIONS)(record, random) if random.random() < 0.3 else record


def _hostile(random: Random) -> bytes:
    if random.random() < 0.7:
        return b'"' + random.choice(TEXTS[random.choice(_CLASSES)]) + b'"'
    return random.choice(LITERALS)


def _replace(fields: Fields, random: Random) -> Fields:
    at = random.randrange(len(fields))
    return [*fields[:at], (fields[at][0], _hostile(random)), *fields[at + 1 :]]


def _drop(fields: Fields, random: Random) -> Fields:
    at = random.randrange(len(fields))
    return fields[:at] + fields[at + 1 :] or fields


def _repeat(fields: Fields, random: Random) -> Fields:
    name, value = random.choice(fields)
    if random.random() < 0.3:
        name = name.replace(b"i", rb"\u0069").replace(b"a", rb"\u0061", 1)
    repeated = (name, _hostile(random) if random.random() < 0.6 else value)
    at = random.randrange(len(fields) + 1)
    return [*fields[:at], repeated, *fields[at:]]


def _add(fields: Fields, random: Random) -> Fields:
    name = (
        b'"note"'
        if random.random() < 0.5
        else b'"' + random.choice(TEXTS[random.choice(_CLASSES)]) + b'"'
    )
    at = random.randrange(len(fields) + 1)
    return [*fields[:at], (name, _hostile(random)), *fields[at:]]


def _shuffle(fields: Fields, random: Random) -> Fields:
    return random.sample(fields, len(fields))


def _nullify(fields: Fields, random: Random) -> Fields:
    return [*fields, (b'"' + random.choice(_OPTIONAL).encode() + b'"', b"null")]


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


_FIELD_MUTATIONS: Final[tuple[Callable[[Fields, Random], Fields], ...]] = (
    *(_replace, _replace, _replace, _drop, _repeat, _repeat, _add, _shuffle, _nullify),
)
_BYTE_MUTATIONS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    *(_flip, _flip, _flip, _cut, _cut, _surround, _surround, _surround, _reencode, _enlarge),
)
