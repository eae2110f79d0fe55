"""What arrives of the records of a shop, and that the truth about it is true."""

import gc
from collections import Counter
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.breaking import Defect
from simulator.shoppers.defects import DEFECTS, broken
from simulator.shoppers.disturbance_settings import UNDISTURBED, Disturbances
from simulator.shoppers.disturbing import disturbed
from simulator.shoppers.record import SentRecord, ShoppingEvent, ShopRecord
from simulator.shoppers.settings import ShoppingScenario
from simulator.shoppers.shop import shop_of
from simulator.shoppers.visit import Visit
from simulator.shoppers.visits import visits_in_order
from simulator.shoppers.wire import sent_records
from tests.simulator.shoppers.reading import parsed, well_formed

SCENARIO = ShoppingScenario(events=8_000, days=12)
ROUGH = Disturbances(
    out_of_order_rate=0.2,
    out_of_order_ms=30_000,
    duplicate_rate=0.05,
    late_rate=0.03,
    malformed_rate=0.05,
)


def sent_by(scenario: ShoppingScenario) -> list[SentRecord]:
    shop = shop_of(scenario)
    return list(sent_records(shop, visits_in_order(shop)))


@pytest.fixture(scope="module")
def sent() -> list[SentRecord]:
    return sent_by(SCENARIO)


@pytest.fixture(scope="module")
def records(sent: list[SentRecord]) -> list[ShopRecord]:
    return list(disturbed(sent, SCENARIO, ROUGH))


def event_time_ms(record: ShopRecord) -> int:
    return int(msgspec.json.decode(record.raw)["event_time_ms"])


def test_the_same_seed_gives_the_same_records(
    sent: list[SentRecord], records: list[ShopRecord]
) -> None:
    assert list(disturbed(sent, SCENARIO, ROUGH)) == records


def test_every_record_that_is_sent_arrives_once_in_order_out_of_order_or_late(
    sent: list[SentRecord], records: list[ShopRecord]
) -> None:
    kinds = Counter(record.kind for record in records)
    first = [one.raw for one in records if one.kind in {"event", "out_of_order", "late"}]
    assert Counter(first) == Counter(one.raw for one in sent)
    assert sum(kinds.values()) - kinds["duplicate"] - kinds["malformed"] == len(sent) > 8_000


def test_there_is_about_as_much_of_each_kind_as_asked_for(records: list[ShopRecord]) -> None:
    kinds = Counter(record.kind for record in records)
    assert 300 < kinds["duplicate"] < 500
    assert 300 < kinds["malformed"] < 500
    assert 150 < kinds["late"] < 300
    assert 200 < kinds["out_of_order"] < 1_600


def test_times_never_go_back_by_more_than_the_disorder_but_for_late_ones(
    records: list[ShopRecord],
) -> None:
    newest_ms, behind = 0, []
    for record in records:
        if record.kind in {"event", "out_of_order"}:
            behind.append(newest_ms - event_time_ms(record))
            assert (record.kind == "out_of_order") == (behind[-1] > 0)
            newest_ms = max(newest_ms, event_time_ms(record))
    assert 10_000 < max(behind) <= ROUGH.out_of_order_ms


def test_exactly_the_late_ones_are_behind_by_more_than_the_allowed_lateness(
    records: list[ShopRecord],
) -> None:
    newest_ms, late = 0, 0
    for record in records:
        if record.kind != "malformed":
            behind_ms = newest_ms - event_time_ms(record)
            assert (behind_ms > ROUGH.allowed_lateness_ms + 5_000) == (record.kind == "late")
            newest_ms, late = max(newest_ms, event_time_ms(record)), late + (record.kind == "late")
    assert late > 150


def test_a_duplicate_repeats_the_bytes_of_a_record_before_it_within_its_time(
    records: list[ShopRecord],
) -> None:
    arrived: dict[bytes, int] = {}
    waits = []
    for record in records:
        if record.kind == "duplicate":
            waits.append(record.arrival_ms - arrived[record.raw])
        else:
            arrived[record.raw] = record.arrival_ms
    assert len(waits) > 300
    assert 1_000 <= min(waits) <= max(waits) <= ROUGH.duplicate_ms


def test_records_come_in_order_of_arrival_and_none_before_its_time(
    records: list[ShopRecord],
) -> None:
    arrivals = [record.arrival_ms for record in records]
    assert arrivals == sorted(arrivals)
    assert all(
        record.arrival_ms >= event_time_ms(record)
        for record in records
        if record.kind != "malformed"
    )


def test_exactly_the_malformed_ones_are_no_records(records: list[ShopRecord]) -> None:
    assert len(records) > 8_000
    for record in records:
        assert well_formed(record.raw) == (record.kind != "malformed")
        assert (record.cause is None) == (record.event_id is not None)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_breaks_any_event_in_one_line(defect: Defect, sent: list[SentRecord]) -> None:
    events = [one.record for one in sent[:40] if isinstance(one.record, ShoppingEvent)]
    assert len(events) > 30
    for event in events:
        raw = broken(defect, event, "broken-1")
        assert not well_formed(raw)
        assert not set(raw) & set(b"\r\n")


@pytest.mark.parametrize("field", ShoppingEvent.__struct_fields__[:9])
def test_every_field_of_the_contract_is_broken_by_some_defect(
    field: str, sent: list[SentRecord]
) -> None:
    event = next(
        one.record for one in sent if isinstance(one.record, ShoppingEvent) and one.record.category
    )
    plain = msgspec.json.decode(msgspec.json.encode(event))
    changed = [parsed(broken(defect, event, event.event_id)) for defect in DEFECTS]
    objects = [one for one in changed if one]
    assert any(one.get(field) != plain.get(field) for one in objects)


def test_a_bad_stream_has_every_defect(records: list[ShopRecord]) -> None:
    causes = {record.cause for record in records if record.kind == "malformed"}
    assert causes == {defect.cause for defect in DEFECTS}
    assert len(causes) > 12


def test_without_disturbances_records_arrive_as_they_were_sent(sent: list[SentRecord]) -> None:
    arrived = list(disturbed(sent, SCENARIO, UNDISTURBED))
    assert [one.raw for one in arrived] == [one.raw for one in sent]
    assert {one.kind for one in arrived} == {"event"}


def test_what_is_sent_does_not_depend_on_how_it_is_disturbed(sent: list[SentRecord]) -> None:
    other = list(disturbed(sent, SCENARIO, replace(ROUGH, malformed_rate=0.0)))
    assert {one.raw for one in other} == {one.raw for one in sent}


def test_memory_holds_the_visits_under_way_and_no_other() -> None:
    shop = shop_of(replace(SCENARIO, events=20_000, bot_share=0.0))
    alive, passed = [], 0
    stream = disturbed(sent_records(shop, visits_in_order(shop)), SCENARIO, ROUGH)
    for passed, _ in enumerate(stream, start=1):
        if passed % 2_000 == 0:
            alive.append(sum(isinstance(one, Visit) for one in gc.get_objects()))
    assert passed > 20_000
    assert len(alive) >= 10
    assert max(alive) < 40


def test_all_faults_of_the_disturbances_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"^late_rate: 1\.5, .*; out_of_order_ms: 0, .*; dup"):
        Disturbances(late_rate=1.5, out_of_order_ms=0, duplicate_ms=2 * DAY_MS)


@settings(max_examples=30)
@given(
    events=st.integers(1, 200),
    days=st.integers(1, 9),
    seed=st.integers(0, 99),
    rates=st.tuples(*[st.sampled_from((0.0, 0.3, 1.0))] * 4),
    lateness_ms=st.sampled_from((HOUR_MS, DAY_MS)),
)
def test_any_record_arrives_once_besides_its_duplicates_and_late_ones_are_late(
    events: int, days: int, seed: int, rates: tuple[float, ...], lateness_ms: int
) -> None:
    scenario = ShoppingScenario(events=events, days=days, seed=seed, items=40, accounts=10)
    again, late, swapped, malformed = rates
    settings_ = Disturbances(swapped, 5_000, again, HOUR_MS // 2, late, lateness_ms, malformed)
    sent = sent_by(scenario)
    records = list(disturbed(sent, scenario, settings_))
    first = [one for one in records if one.kind in {"event", "out_of_order", "late"}]
    assert Counter(one.raw for one in first) == Counter(one.raw for one in sent)
    newest_ms = 0
    for one in first:
        behind_ms = newest_ms - event_time_ms(one)
        assert behind_ms <= 5_000 or one.kind == "late"
        assert behind_ms > lateness_ms or one.kind != "late"
        newest_ms = max(newest_ms, event_time_ms(one))
