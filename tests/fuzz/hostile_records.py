"""Records grown from valid payments and labels, a few of their bytes or fields made hostile."""

from collections.abc import Iterator
from random import Random
from typing import Final

from tests.fuzz.mutations import Fields, mutated, written

START_MS: Final = 1_750_000_000_000
_PLAIN_SHARE: Final = 0.3
_OPTIONAL: Final = ("device_id", "ip", "latitude", "longitude", "trace_id")


def hostile_records(seed: int, count: int) -> Iterator[bytes]:
    """Lines as a source of payments with labels among them has them: P or L, then a record."""
    random = Random(seed)
    for number in range(count):
        is_label = random.random() < 0.1
        fields = (_label if is_label else _payment)(number, random)
        record = written(fields, random)
        if random.random() >= _PLAIN_SHARE:
            record = mutated(fields, random, _OPTIONAL)
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
