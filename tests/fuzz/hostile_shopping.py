"""Records grown from valid shopping events, links and items, made hostile as payments are."""

from collections.abc import Iterator
from random import Random
from typing import Final

from tests.fuzz.mutations import Fields, mutated, written

START_MS: Final = 1_750_000_000_000
_PLAIN_SHARE: Final = 0.3
_OPTIONAL: Final = ("user_id", "session_id", "category", "price_minor", "currency", "trace_id")
_TYPES: Final = (b'"view"', b'"cart"', b'"purchase"', b'"impression"', b'"hide"', b'"link"')


def hostile_shopping_records(seed: int, count: int) -> Iterator[bytes]:
    """Lines of events, with links, and of items among them: E or I, then a record."""
    random = Random(seed)
    for number in range(count):
        kind = random.choices(("event", "link", "item"), (8, 1, 1))[0]
        made = {"event": _event, "link": _link, "item": _item}[kind]
        fields = made(number, random)
        plain = random.random() < _PLAIN_SHARE
        record = written(fields, random) if plain else mutated(fields, random, _OPTIONAL)
        # A line ends there for the file source, whatever a JSON parser would say.
        line = record.replace(b"\n", b" ").replace(b"\r", b" ")
        yield (b"I" if kind == "item" else b"E") + line


def _event(number: int, random: Random) -> Fields:
    shopper = [
        [(b'"user_id"', b'"u%d"' % random.randrange(200))],
        [(b'"session_id"', b'"s%d"' % random.randrange(400))],
    ]
    return [
        (b'"event_id"', b'"e%d"' % (number - (random.random() < 0.05))),
        (b'"item_id"', b'"i%d"' % random.randrange(80)),
        (b'"event_type"', random.choice(_TYPES[:-1])),
        (b'"event_time_ms"', b"%d" % (START_MS + 50 * number)),
        *random.choice((shopper[0], shopper[1], shopper[0] + shopper[1])),
        *_details(random),
    ]


def _link(number: int, random: Random) -> Fields:
    linked = random.choice((b'"linked_user_id"', b'"session_id"'))
    return [
        (b'"event_id"', b'"e%d"' % number),
        (b'"event_type"', _TYPES[-1]),
        (b'"user_id"', b'"u%d"' % random.randrange(200)),
        (linked, b'"v%d"' % random.randrange(200)),
        (b'"event_time_ms"', b"%d" % (START_MS + 50 * number)),
    ]


def _item(number: int, random: Random) -> Fields:
    return [
        (b'"item_id"', b'"i%d"' % random.randrange(80)),
        (b'"event_time_ms"', b"%d" % (START_MS + 50 * number)),
        *_details(random),
        (b'"available"', random.choice((b"true", b"false"))),
    ]


def _details(random: Random) -> Fields:
    if random.random() < 0.5:
        return []
    return [
        (b'"category"', b'"lamps %d"' % random.randrange(9)),
        (b'"price_minor"', b"%d" % random.randrange(100_000)),
        (b'"currency"', random.choice((b'"EUR"', b'"JPY"'))),
    ]
