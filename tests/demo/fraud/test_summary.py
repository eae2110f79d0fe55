"""The summary counts what is there, and says so when counts do not add up."""

from collections import Counter
from dataclasses import replace

import msgspec
import pytest

from demo.fraud.store_census import StoreCensus
from demo.fraud.summary import Summary, summarise
from events.fraud.label import Label
from tests.demo.fraud.cases import small_data, small_measured, small_outputs

SUMMARY = summarise(small_data(), small_outputs(), small_measured())


def failing(summary: Summary) -> list[str]:
    return [check.what for check in summary.checks if not check.holds]


def test_the_summary_begins_with_the_promised_keys() -> None:
    written = msgspec.json.decode(msgspec.json.encode(SUMMARY))
    assert list(written)[:8] == [
        "payments_in",
        "decided",
        "duplicates",
        "late",
        "rejected",
        "features_written",
        "in_job_latency_ms",
        "throughput_per_s",
    ]
    assert list(written["decided"]) == ["allow", "flag", "block"]
    assert list(written["in_job_latency_ms"]) == ["mean", "p50", "p95", "p99"]


def test_every_record_is_counted_once() -> None:
    assert SUMMARY.payments_in == 6
    assert SUMMARY.decided == {"allow": 2, "flag": 1, "block": 1}
    assert (SUMMARY.rejected, SUMMARY.duplicates, SUMMARY.late) == (1, 1, 1)


def test_what_adds_up_holds() -> None:
    assert failing(SUMMARY) == []
    assert SUMMARY.holds


def test_a_lost_decision_is_noticed() -> None:
    outputs = small_outputs()
    lost = replace(outputs, decisions=outputs.decisions[1:])
    assert "decided + rejected + duplicates = records in" in failing(
        summarise(small_data(), lost, small_measured())
    )


def test_a_second_decision_does_not_make_up_for_a_lost_one() -> None:
    outputs = small_outputs()
    twice = replace(outputs, decisions=[outputs.decisions[1], *outputs.decisions[1:]])
    found = failing(summarise(small_data(), twice, small_measured()))
    assert "payments with exactly one decision" in found


def test_a_lost_dead_letter_is_noticed() -> None:
    lost = replace(small_outputs(), rejected=Counter[str]())
    assert "rejected = malformed records simulated" in failing(
        summarise(small_data(), lost, small_measured())
    )


def test_a_lost_duplicate_is_noticed() -> None:
    lost = replace(small_outputs(), duplicates=0)
    assert failing(summarise(small_data(), lost, small_measured())) == [
        "decided + rejected + duplicates = records in",
        "duplicates = redeliveries simulated",
    ]


def test_a_hash_that_differs_from_its_decision_is_noticed() -> None:
    measured = small_measured(store=StoreCensus(updates_accepted=5, keys=3, differing=1))
    found = failing(summarise(small_data(), small_outputs(), measured))
    assert found == ["hashes that differ from the newest decision"]


def test_only_payments_from_the_given_record_on_count_for_the_latency() -> None:
    summary = summarise(small_data(), small_outputs(), small_measured(latency_from=3))
    assert summary.latency_payments == 2


def test_without_any_latency_there_is_no_summary() -> None:
    with pytest.raises(ValueError, match="latencies: none"):
        summarise(small_data(), small_outputs(), small_measured(latency_from=6))


def test_end_to_end_latency_is_that_of_the_measured_payments() -> None:
    end_to_end_ms = {"a": 900.0, "b": 900.0, "c": 20.0, "d": 40.0}
    measured = small_measured(latency_from=3, end_to_end_ms=end_to_end_ms)
    summary = summarise(small_data(), small_outputs(), measured)
    assert summary.end_to_end_latency_ms is not None
    assert summary.end_to_end_latency_ms.mean == 30.0


def test_more_late_payments_than_simulated_are_a_fault_of_a_file_only() -> None:
    outputs = small_outputs()
    later = replace(
        outputs,
        decisions=[msgspec.structs.replace(one, late=True) for one in outputs.decisions],
        late=4,
    )
    name = "late = late payments simulated"
    streamed = small_measured(end_to_end_ms=dict.fromkeys("abcd", 1.0))
    assert name in failing(summarise(small_data(), later, small_measured()))
    assert name not in failing(summarise(small_data(), later, streamed))


def test_features_that_do_not_know_the_labels_are_noticed() -> None:
    fraud = Label("l", "b", "card-1", "merchant-1", "chargeback", 2_000, 3_000)
    data = replace(small_data(), labels=(fraud,))
    summary = summarise(data, replace(small_outputs(), labels_rejected=1), small_measured())
    assert summary.labels == 1
    assert failing(summary) == [
        "labels rejected",
        "confirmed frauds counted by features = reported by then",
    ]
