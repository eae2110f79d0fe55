"""Flink sees the card and the time of every payment with own fields, and of nothing else."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest

from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.own_fields import MOST_UNITS, OwnField, decimal_text
from tests.features.payments import START_MS, a_payment
from tests.fuzz.hostile_values import LITERALS, TEXTS
from tests.fuzz.places import Outcome, decoded, is_seen_rightly, keyed

pytestmark = pytest.mark.timeout(600)

FIELDS = (
    OwnField(name="a_price", type="decimal", digits=9),
    OwnField(name="fee", type="decimal", digits=0, least=-5, most=5_000_000_000),
    OwnField(name="latitude_of_home", type="integer", least=-17, most=123_456),
    OwnField(name="opened_at", type="time"),
    OwnField(name="tip", type="decimal", digits=2, least=-1_000, most=20_000_000),
    OwnField(name="user", type="text", longest=100),
    OwnField(name="vip", type="boolean", required=True),
    OwnField(name="zone", type="country"),
)
SEED = 11
PAYMENT = msgspec.json.encode(a_payment(START_MS, card_id="c"))


def a_line(number: int, name: str, value: bytes) -> bytes:
    """A payment of its own time, with a value as it stands in JSON."""
    payment = PAYMENT.replace(b"%d" % START_MS, b"%d" % (START_MS + number))
    vip = b"" if name == "vip" else b'"vip":true,'
    return b'P{%s"%s":%s,%s' % (vip, name.encode(), value, payment[1:])


def numbers(field: OwnField, random: Random) -> Iterator[str]:
    """Numbers around the limits of a field and of its digits."""
    least, most = field.limits()
    for _ in range(120):
        units = random.choice((random.randint(least, most), random.randint(-(10**6), 10**6)))
        near = random.choice((least, most)) + random.randint(-2, 2)
        for exact in (units, near):
            text = decimal_text(exact, field.digits)
            yield from (text, f'"{text}"', repr(float(text)), f"{float(text):.3e}", text + "1")
        yield repr(random.uniform(-1, 1) * 10 ** random.randint(-8, 17))
    for edge in (MOST_UNITS, MOST_UNITS + 1, 2**53 + 1):
        yield from (decimal_text(edge, field.digits), f'"{decimal_text(-edge, field.digits)}"')
    yield from ("-0", "-0.0", "1E0", "1e-9", "0.0000000005", '"-0"', '"01"', '"+1"', '"1."', '".5"')


def lines() -> list[bytes]:
    """Hostile and nearly right values of every field."""
    random = Random(SEED)
    values = [(field.name, one) for field in FIELDS for one in LITERALS]
    values += [(f.name, b'"%s"' % one) for f in FIELDS for texts in TEXTS.values() for one in texts]
    values += [
        (field.name, number.encode())
        for field in FIELDS
        if field.type in ("decimal", "integer", "time")
        for number in numbers(field, random)
    ]
    values += [("user", one) for one in (b'"to Infinity"', b'"Infinity"', b'"x\\"Infinity"')]
    return [a_line(number, name, value) for number, (name, value) in enumerate(values)]


def test_flink_sees_what_the_decoder_decodes(tmp_path: Path) -> None:
    made = lines()
    outcomes: list[Outcome] = decoded(made, PaymentContract(fields=FIELDS))
    kinds = Counter(type(one).__name__ for one in outcomes)
    assert kinds["Payment"] > 1_000
    assert kinds["Fault"] > 1_000
    seen = keyed(made, tmp_path, FIELDS)
    assert len(seen) == len(made)
    wrong = [
        (line, outcome, keyed_as)
        for line, outcome, keyed_as in zip(made, outcomes, seen, strict=True)
        if not is_seen_rightly(keyed_as, outcome)
        or (isinstance(outcome, Payment) != (keyed_as.time_ms > 0))
    ]
    assert wrong == []
