"""What arrives of a simulated stream, and that the truth about it is true."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.rejected import Cause, Fault
from events.shared.time_units import DAY_MS
from simulator.breaking import Defect
from simulator.disorder import KINDS, delivered
from simulator.disorder_settings import ORDERLY, Disorder
from simulator.malformed import DEFECTS, malformed_record
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario, simulate, wire_records

SCENARIO = Scenario(cards=50, merchants=40, days=12, payments=4_000)
ROUGH = Disorder(duplicate_rate=0.05, late_rate=0.02, malformed_rate=0.05)
NOW_MS = SCENARIO.start_ms + 30 * DAY_MS
OUT_OF_ORDERNESS_MS = 5_000


@pytest.fixture(scope="module")
def records() -> list[SimulatedRecord]:
    return wire_records(SCENARIO, ROUGH)


def counts_of(records: list[SimulatedRecord]) -> Counter[str]:
    """How many records there are of each kind."""
    return Counter(record.kind for record in records)


def test_the_same_scenario_gives_the_same_records(records: list[SimulatedRecord]) -> None:
    assert wire_records(SCENARIO, ROUGH) == records


def test_every_payment_arrives_once_on_time_or_late(records: list[SimulatedRecord]) -> None:
    ids = [item.transaction_id for item in records if item.kind in {"payment", "late"}]
    assert sorted(filter(None, ids)) == sorted(
        item.payment.transaction_id for item in simulate(SCENARIO)
    )


def test_every_kind_of_record_is_there(records: list[SimulatedRecord]) -> None:
    kinds = Counter(item.kind for item in records)
    assert kinds["payment"] + kinds["late"] == 4_000
    assert kinds["malformed"] == 200
    assert 30 < kinds["late"] < 130
    assert 140 < kinds["duplicate"] < 260


def test_a_duplicate_repeats_the_bytes_of_an_earlier_payment(
    records: list[SimulatedRecord],
) -> None:
    assert counts_of(records)["duplicate"] > 100
    seen: set[bytes] = set()
    for record in records:
        if record.kind == "payment":
            seen.add(record.raw)
        assert (record.kind != "duplicate") or (record.raw in seen)


def test_exactly_the_late_ones_are_more_than_a_day_behind_the_watermark(
    records: list[SimulatedRecord],
) -> None:
    assert counts_of(records)["late"] > 50
    decoder, newest_ms = PaymentDecoder(), 0
    for record in records:
        if record.kind == "malformed":
            continue
        payment = decoder.decode(record.raw, NOW_MS)
        assert isinstance(payment, Payment)
        watermark_ms = newest_ms - OUT_OF_ORDERNESS_MS - 1
        late = payment.event_time_ms < watermark_ms - DAY_MS
        assert late == (record.kind == "late")
        newest_ms = max(newest_ms, payment.event_time_ms)


def test_payments_arrive_out_of_order(records: list[SimulatedRecord]) -> None:
    decoder = PaymentDecoder()
    decoded = [decoder.decode(item.raw, NOW_MS) for item in records if item.kind == "payment"]
    times = [item.event_time_ms for item in decoded if isinstance(item, Payment)]
    assert sum(earlier > later for earlier, later in pairwise(times)) > 20


def test_every_malformed_record_is_rejected_for_its_cause(
    records: list[SimulatedRecord],
) -> None:
    malformed = [record for record in records if record.kind == "malformed"]
    assert len(malformed) > 100
    decoder = PaymentDecoder()
    for record in malformed:
        fault = decoder.decode(record.raw, NOW_MS)
        assert isinstance(fault, Fault)
        assert fault.cause == record.cause


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_breaks_any_payment_in_one_line(defect: Defect) -> None:
    decoder = PaymentDecoder()
    simulated = list(simulate(Scenario(cards=5, merchants=20, days=2, payments=30)))
    assert len(simulated) == 30
    for item in simulated:
        raw = malformed_record(defect, item.payment, "broken-1")
        fault = decoder.decode(raw, NOW_MS)
        assert isinstance(fault, Fault)
        assert fault.cause == defect.cause
        assert not set(raw) & set(b"\r\n")


def test_the_defects_cover_every_cause_of_a_payment() -> None:
    of_no_bytes = {"label_too_old", "missing_rate"}
    of_no_payment = {"missing_shopper", "incomplete_price", "bad_link", "link_too_late"}
    causes = set(get_args(Cause)) - of_no_bytes - of_no_payment
    assert {defect.cause for defect in DEFECTS} == causes


def test_without_disorder_payments_arrive_as_they_were_sent() -> None:
    arrived = wire_records(SCENARIO, ORDERLY)
    assert [item.transaction_id for item in arrived] == [
        item.payment.transaction_id for item in simulate(SCENARIO)
    ]


def test_no_payments_give_no_records() -> None:
    assert len(delivered(np.empty(0, dtype=np.int64), ROUGH)) == 0


@settings(deadline=None)
@given(st.lists(st.integers(0, 12 * DAY_MS), min_size=1, max_size=300), st.integers(0, 99))
def test_every_payment_is_delivered_once_besides_its_duplicates(
    times: list[int], seed: int
) -> None:
    sent_ms = SCENARIO.start_ms + np.sort(np.array(times, dtype=np.int64))
    delivery = delivered(sent_ms, replace(ROUGH, seed=seed))
    first = np.isin(delivery.kind, [KINDS.index("payment"), KINDS.index("late")])
    assert sorted(delivery.row[first].tolist()) == list(range(sent_ms.size))
    assert (np.diff(delivery.arrival_ms) >= 0).all()
    assert (delivery.arrival_ms >= sent_ms[delivery.row]).all()


def test_a_rate_above_one_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^late_rate: 1\.5, expected 0 to 1$"):
        Disorder(late_rate=1.5)


def test_swaps_beyond_the_allowed_lateness_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 < swapped_ms < allowed_lateness_ms"):
        Disorder(swapped_ms=2 * DAY_MS)
