"""Payments in JSON Lines become feature rows, and every record is accounted for."""

from collections.abc import Iterable

from msgspec.structs import replace

from events.fraud.payment import Payment
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS
from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.definitions import parse_definitions
from features.fraud.replay_file import FeatureRow, ReplayCounts, replay_lines
from tests.features.payments import START_MS, a_payment

NOW_MS = START_MS + DAY_MS


def rows_of(lines: Iterable[bytes]) -> tuple[list[FeatureRow], ReplayCounts]:
    counts = ReplayCounts()
    return list(replay_lines(lines, NOW_MS, counts)), counts


def line(payment: Payment) -> bytes:
    return encode(payment) + b"\n"


def test_a_row_names_the_payment_and_all_its_features() -> None:
    rows, _ = rows_of([line(a_payment(START_MS, 77, transaction_id="t"))])
    (row,) = rows
    assert (row.transaction_id, row.card_id, row.merchant_id) == ("t", "card", "merchant")
    assert (row.event_time_ms, row.late) == (START_MS, False)
    assert tuple(row.features) == FEATURE_NAMES
    assert row.features["card_sum_minor_30d"] == 77


def test_a_late_payment_has_a_row_with_the_features_of_the_payment_itself() -> None:
    rows, counts = rows_of([line(a_payment(START_MS)), line(a_payment(START_MS - 2 * DAY_MS))])
    assert rows[1].late
    assert set(rows[1].features) == {"amount_minor", "hour_of_day", "is_weekend", "is_night"}
    assert (counts.accepted, counts.late) == (1, 1)


def test_duplicates_and_rejected_records_are_counted_and_have_no_row() -> None:
    good = line(a_payment(START_MS))
    future = line(a_payment(NOW_MS + DAY_MS))
    rows, counts = rows_of([good, b"{\n", good, b"\n", future])
    assert len(rows) == 1
    assert counts == ReplayCounts(records=5, accepted=1, duplicates=1, rejected=3)


def test_rows_come_as_the_lines_are_read() -> None:
    counts = ReplayCounts()
    rows = replay_lines((line(a_payment(START_MS + n)) for n in range(10)), NOW_MS, counts)
    next(rows)
    assert counts.records == 1


def test_a_row_is_one_json_object() -> None:
    rows, _ = rows_of([line(a_payment(START_MS, transaction_id="t"))])
    encoded = encode(rows[0])
    assert encoded.startswith(b'{"transaction_id":"t","card_id":"card",')
    assert b'"card_seconds_since_last":null' in encoded


def test_a_payment_without_a_rate_is_rejected_and_its_time_makes_others_late() -> None:
    own = parse_definitions("version: 1\nextends: shipped\nmoney: {rates: none}\n", "own.yaml")
    yen = replace(a_payment(START_MS), currency="JPY")
    counts = ReplayCounts()
    lines = map(line, [yen, a_payment(START_MS - 2 * DAY_MS)])
    rows = list(replay_lines(lines, NOW_MS, counts, definitions=own))
    assert [row.late for row in rows] == [True]
    assert counts == ReplayCounts(records=2, rejected=1, late=1)
