"""The summary counts what is there, and says so when counts do not add up."""

from dataclasses import replace

import msgspec
import pytest
from msgspec.structs import replace as with_fields

from demo.recommendations.checks import listed_in_vain
from demo.recommendations.store_census import KindCensus
from demo.recommendations.store_times import StoreTimes
from demo.recommendations.summary import Summary, summarise
from events.shared.model_ref import ModelRef
from tests.demo.recommendations.cases import (
    CENSUS,
    LISTS,
    made,
    moments_of,
    small_data,
    small_measured,
    small_outputs,
)

SUMMARY = summarise(small_data(), small_outputs(), small_measured(), shipped_rules=True)


def failing(summary: Summary) -> list[str]:
    return [check.what for check in summary.checks if not check.holds]


def with_counts(**counts: object) -> list[str]:
    """Checks that fail with other counts of the job."""
    outputs = small_outputs(**counts)
    return failing(summarise(small_data(), outputs, small_measured(), shipped_rules=True))


def with_measured(**changes: object) -> list[str]:
    """Checks that fail where something else was measured."""
    measured = small_measured(**changes)
    return failing(summarise(small_data(), small_outputs(), measured, shipped_rules=True))


def test_the_summary_begins_with_the_promised_keys() -> None:
    written = msgspec.json.decode(msgspec.json.encode(SUMMARY))
    assert list(written)[:9] == [
        "events_in",
        "users",
        "items",
        "lists_written",
        "rejected",
        "late",
        "duplicates",
        "event_to_store_ms",
        "throughput_per_s",
    ]
    assert list(written["event_to_store_ms"]) == ["mean", "p50", "p95", "p99"]


def test_every_record_is_counted_once() -> None:
    whole = SUMMARY.accepted + SUMMARY.late + SUMMARY.duplicates + SUMMARY.rejected
    assert whole == SUMMARY.events_in == 9
    assert (SUMMARY.links, SUMMARY.catalogue_records, SUMMARY.items) == (1, 1, 1)
    assert (SUMMARY.users, SUMMARY.sessions, SUMMARY.lists_written) == (1, 2, 5)


def test_what_adds_up_holds() -> None:
    assert failing(SUMMARY) == []
    assert SUMMARY.holds


def test_an_event_that_is_lost_is_noticed() -> None:
    assert with_counts(accepted=5) == [
        "accepted + late + duplicates + rejected = records in",
        "accepted = events and links simulated that come in time",
    ]


def test_a_late_event_that_was_accepted_is_noticed_although_the_sum_is_right() -> None:
    assert with_counts(accepted=7, late=0) == [
        "accepted = events and links simulated that come in time",
        "late = late events simulated",
    ]


def test_a_lost_link_dead_letter_or_item_is_noticed() -> None:
    assert "links followed = links simulated" in with_counts(links=0)
    assert "rejected = malformed records and late links simulated" in with_counts(rejected={})
    assert with_counts(items_in=0) == ["records of the catalogue taken = simulated"]


def test_a_list_that_differs_in_the_store_or_is_missing_there_is_noticed() -> None:
    differing = CENSUS | {"recommendations": KindCensus(2, 3, 1)}
    assert with_measured(census=differing) == [
        "lists in the store = shoppers with a list",
        "lists in the store other than the newest",
    ]


def test_features_that_differ_in_the_store_are_noticed() -> None:
    census = CENSUS | {"item": KindCensus(3, 3, 1)}
    assert with_measured(census=census) == ["hashes other than the newest features"]


def test_a_list_that_nobody_could_read_is_noticed() -> None:
    times = StoreTimes({"La": 40.0}, unseen=1)
    assert with_measured(store_times=times) == [
        "measured lists that nobody could read in the store"
    ]


def test_a_list_with_what_its_shopper_bought_is_noticed() -> None:
    moments = moments_of()
    bought = with_fields(moments[0].event, event_type="purchase")
    moments[0] = replace(moments[0], event=bought)
    # The list at b has A, which was bought before it.
    assert listed_in_vain(moments) == 1
    assert with_measured(moments=moments) == [
        "listed items that their shopper had bought or hidden"
    ]


def test_by_own_rules_lists_may_hold_what_they_like() -> None:
    moments = moments_of()
    bought = with_fields(moments[0].event, event_type="hide")
    moments[0] = replace(moments[0], event=bought)
    measured = small_measured(moments=moments)
    assert failing(summarise(small_data(), small_outputs(), measured, shipped_rules=False)) == []


def test_two_lists_of_one_id_are_noticed() -> None:
    outputs = replace(small_outputs(), lists=[*LISTS[:4], LISTS[0]])
    found = summarise(small_data(), outputs, small_measured(), shipped_rules=True)
    assert failing(found) == ["lists with an id of their own"]


def test_the_ranker_is_the_one_that_the_lists_name() -> None:
    assert SUMMARY.ranker is None
    ranked = made("z", "B", ranker=ModelRef("next-item", "3", "0" * 64))
    outputs = replace(small_outputs(), lists=[*LISTS[:4], ranked])
    found = summarise(small_data(), outputs, small_measured(), shipped_rules=True)
    assert found.ranker == "next-item 3"


def test_only_lists_of_measured_events_count_for_the_latency_in_the_job() -> None:
    slow = made("a", "C", "B", stage_us=dict(LISTS[0].stage_us) | {"in_job": 900_000})
    moments = moments_of([slow, *LISTS[1:]])
    measured = small_measured(moments=moments, measured_from=1)
    found = summarise(small_data(), small_outputs(), measured, shipped_rules=True)
    assert found.in_job_ms.p99 == 4.0


def test_without_any_latency_there_is_no_summary() -> None:
    measured = small_measured(store_times=StoreTimes({}, 0))
    with pytest.raises(ValueError, match="latencies: none"):
        summarise(small_data(), small_outputs(), measured, shipped_rules=True)
