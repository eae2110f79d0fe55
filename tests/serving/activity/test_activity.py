"""Counts of decisions: rates, latencies, sums over a window, labels, tenants."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fraud.decision import Action, Decision, decision_id
from events.fraud.label import Label, LabelKind
from serving.fraud.activity.activity import DecisionActivity
from serving.fraud.activity.latencies import Latencies
from serving.fraud.activity.rates import Rates
from serving.fraud.activity.tallies import BINS
from serving.fraud.received import Received, received
from tests.serving.decisions import OTHERS, OWN, decision

TIME_MS = 1_736_121_600_000


class Clock:
    """Seconds that a test sets."""

    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def label(number: int, kind: LabelKind, reported_ms: int, merchant_id: str = OWN) -> Label:
    """A verdict on the payment with a number."""
    return Label("l", f"t-{number}", "c-1", merchant_id, kind, TIME_MS + number, reported_ms)


def made(
    number: int, action: Action = "allow", merchant_id: str = OWN, score: float | None = 0.5
) -> Received:
    """The decision of the payment with a number, of EUR 10 more for each."""
    paid = label(number, "chargeback", TIME_MS + number, merchant_id)
    one = msgspec.structs.replace(
        decision(decision_id(paid), merchant_id=merchant_id, action=action),
        transaction_id=paid.transaction_id,
        event_time_ms=paid.event_time_ms,
        currency="EUR",
        features={"amount_minor": 1_000 * number},
        score=score,
    )
    return received(one, msgspec.json.encode(one))


def heard(*decisions: Received, most: int = 100) -> DecisionActivity:
    """What counts these decisions."""
    activity = DecisionActivity(most, "EUR", Clock())
    activity.heard(decisions, is_live=True)
    return activity


def test_a_window_of_the_newest_adds_up_to_what_a_plain_sum_gives() -> None:
    actions: tuple[Action, ...] = ("allow", "flag", "block", "allow", "block")
    activity = heard(*(made(number, action) for number, action in enumerate(actions, 1)), most=3)
    tallies = activity.of(None).tallies
    assert (tallies.all.count, tallies.all.minor) == (3, 12_000)
    assert (tallies.of("block").count, tallies.of("flag").count) == (2, 0)
    (rule,) = [one for one in tallies.rules if one.action == "block"]
    assert (rule.hits.count, rule.hits.minor) == (2, 8_000)


def test_a_label_counts_once_decisions_have_reached_its_time() -> None:
    activity = heard(made(1, "block"), made(2, "allow"))
    activity.heard_label(label(1, "chargeback", TIME_MS + 3))
    activity.heard_label(label(2, "chargeback", TIME_MS + 2))
    tallies = activity.of(None).tallies
    assert (tallies.verdicts("block", is_fraud=True).count, tallies.all.count) == (0, 2)
    assert tallies.verdicts("allow", is_fraud=True).minor == 2_000
    activity.heard([made(3)], is_live=True)
    assert tallies.verdicts("block", is_fraud=True).minor == 1_000


def test_a_later_verdict_takes_the_place_of_an_earlier_one_and_not_the_other_way_round() -> None:
    activity = heard(made(1, "block"), made(9))
    activity.heard_label(label(1, "analyst_genuine", TIME_MS + 5))
    activity.heard_label(label(1, "chargeback", TIME_MS + 4))
    tallies = activity.of(None).tallies
    assert tallies.verdicts("block", is_fraud=False).count == 1
    assert tallies.verdicts("block", is_fraud=True).count == 0


def test_what_leaves_the_window_takes_its_verdict_with_it() -> None:
    activity = heard(made(1, "block"), made(2), most=2)
    activity.heard_label(label(1, "chargeback", TIME_MS + 2))
    activity.heard([made(3), made(4)], is_live=True)
    assert activity.of(None).tallies.verdicts("block", is_fraud=True).count == 0


def test_a_tenant_that_looks_late_finds_its_own_decisions_and_no_others() -> None:
    activity = heard(made(1, "block", OWN), made(2, "block", OTHERS))
    own = activity.of(frozenset({OWN})).tallies
    activity.heard([made(3, "flag", OWN), made(4, "flag", OTHERS)], is_live=True)
    assert (own.of("block").minor, own.of("flag").minor) == (1_000, 3_000)
    assert activity.of(frozenset({OWN})).tallies is own


def test_money_without_a_rate_is_told_and_not_added() -> None:
    one = made(1)
    foreign = msgspec.structs.replace(one.decision, decision_id="d-2", currency="USD")
    tallies = heard(one, received(foreign, b"{}")).of(None).tallies
    assert (tallies.all.minor, tallies.all.unpriced) == (1_000, 1)


def test_what_was_there_at_the_start_has_no_rate_of_now() -> None:
    activity = DecisionActivity(10, "EUR", Clock())
    activity.heard([made(1)], is_live=False)
    found = activity.of(None)
    assert found.tallies.all.count == 1
    assert found.newest_arrived_s is None
    assert found.latencies.last(1_000, 300) is None


def test_a_new_run_begins_anew() -> None:
    activity = heard(made(1))
    activity.forget()
    assert (activity.counted, activity.of(None).tallies.all.count) == (0, 0)
    activity.heard([made(1)], is_live=True)
    assert activity.of(None).tallies.all.count == 1


@pytest.mark.parametrize(
    ("score", "bin_number"), [(0.0, 0), (0.049, 0), (0.05, 1), (1.0, BINS - 1)]
)
def test_a_score_falls_into_its_bin(score: float, bin_number: int) -> None:
    scores = heard(made(1, "flag", score=score)).of(None).tallies.scores["flag"]
    assert (scores[bin_number], sum(scores)) == (1, 1)


def test_a_rate_is_the_mean_of_its_step_and_unknown_before_the_beginning() -> None:
    rates = Rates(began_s=100)
    for second in (101, 101, 104, 109):
        rates.add(second, "allow")
    per_s = rates.per_s(now_s=110, seconds=15, step_s=5)
    assert per_s["allow"] == [None, 0.6, 0.2]
    assert per_s["block"] == [None, 0.0, 0.0]


def test_a_second_of_an_hour_ago_gives_its_place_to_one_of_now() -> None:
    rates = Rates(began_s=0)
    rates.add(10, "block")
    rates.add(3_610, "block")
    assert rates.per_s(3_611, 1, 1)["block"] == [1.0]


@given(st.lists(st.integers(1, 10_000_000), min_size=1, max_size=60))
def test_a_percentile_is_at_most_five_percent_above_the_one_that_sorting_gives(
    times_us: list[int],
) -> None:
    latencies = Latencies()
    for number, us in enumerate(times_us):
        latencies.add(1_000 + number, us)
    found = latencies.last(1_060, 300)
    assert found is not None
    exact_us = sorted(times_us)[-(-99 * len(times_us) // 100) - 1]
    assert exact_us / 1_000 <= found.p99_ms * (1 + 1e-9)
    assert found.p99_ms <= 1.051 * exact_us / 1_000
    assert found.count == Counter(times_us).total()


def test_a_step_without_decisions_has_no_percentile() -> None:
    latencies = Latencies()
    latencies.add(1_001, 2_000)
    before, within = latencies.series(1_005, 10, 5)
    assert before is None
    assert within is not None
    assert within.count == 1


def test_a_decision_of_the_archive_is_counted_as_it_was_read() -> None:
    one = made(1)
    assert one.decision == msgspec.json.decode(one.full, type=Decision)
