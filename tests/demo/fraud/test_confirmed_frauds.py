"""Confirmed frauds are those whose newest label, reported by then, says fraud."""

from demo.fraud.confirmed_frauds import FEATURE, counted_by_features, known_from_labels
from events.fraud.decision import Decision
from events.fraud.label import Label, LabelKind
from events.shared.time_units import DAY_MS
from tests.demo.fraud.cases import FEATURE_VALUES, decision

PLACE = {"old": 0, "now": 1, "next": 2}
NOW = decision("now", event_time_ms=40 * DAY_MS)


def label(
    reported_ms: int,
    kind: LabelKind = "chargeback",
    of: str = "old",
    made_ms: int = 39 * DAY_MS,
    card: str = "card-1",
) -> Label:
    return Label(f"l{reported_ms}", of, card, "merchant-1", kind, made_ms, reported_ms)


def known(*labels: Label, to: Decision = NOW) -> int:
    return known_from_labels([to], labels, PLACE)


def test_a_label_counts_from_the_moment_it_is_reported() -> None:
    assert known(label(40 * DAY_MS)) == 1
    assert known(label(40 * DAY_MS + 1)) == 0


def test_a_later_label_replaces_an_earlier_one() -> None:
    assert known(label(39 * DAY_MS + 1), label(39 * DAY_MS + 2, "analyst_genuine")) == 0
    assert known(label(39 * DAY_MS + 1), label(41 * DAY_MS, "dispute_won")) == 1


def test_only_payments_of_the_card_in_thirty_days_count() -> None:
    assert known(label(20 * DAY_MS, made_ms=10 * DAY_MS)) == 0
    assert known(label(20 * DAY_MS, made_ms=10 * DAY_MS + 1)) == 1
    assert known(label(40 * DAY_MS, card="card-2")) == 0


def test_a_payment_that_arrives_later_does_not_count() -> None:
    assert known(label(40 * DAY_MS, of="next")) == 0


def test_late_decisions_know_nothing() -> None:
    late = decision("now", event_time_ms=40 * DAY_MS, late=True)
    assert known(label(40 * DAY_MS), to=late) == 0
    assert counted_by_features([late]) == 0


def test_the_features_are_summed() -> None:
    features = FEATURE_VALUES | {FEATURE: 3}
    assert counted_by_features([decision("a", features=features), decision("b")]) == 4
