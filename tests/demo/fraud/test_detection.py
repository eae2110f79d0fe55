"""Detection has the same denominators for rules, model and both."""

from demo.fraud.detection import PatternTally, Tally, detection, judged
from tests.demo.fraud.cases import decision, truth

TRUTHS = [truth("f1", "leaked_card"), truth("f2", "leaked_card"), truth("f3", "card_testing")]
TRUTHS += [truth(f"g{number}") for number in range(1, 7)]
DECISIONS = [
    decision("f1", action="block", tier="rules"),
    decision("f2", action="flag"),
    decision("f3"),
    decision("g1", action="flag", tier="rules"),
    decision("g2", tier="rules"),
    decision("g3", action="block"),
    decision("g4"),
    decision("g5"),
    decision("g6", tier="rules"),
]
FOUND = detection(judged(DECISIONS, {one.transaction_id: one for one in TRUTHS}))


def test_a_tier_is_measured_against_all_frauds_and_all_genuine_payments() -> None:
    assert FOUND.rules == Tally(
        decided=4,
        frauds_stopped=1,
        genuine_stopped=1,
        detection_rate=0.333333,
        false_positive_rate=0.166667,
        genuine_among_stopped=0.5,
    )


def test_both_tiers_together_are_the_sum() -> None:
    assert FOUND.both.decided == FOUND.rules.decided + FOUND.model.decided == 9
    assert (FOUND.both.frauds_stopped, FOUND.both.genuine_stopped) == (2, 2)


def test_what_a_pattern_lost_is_missed() -> None:
    assert FOUND.by_pattern["leaked_card"] == PatternTally(2, 1, 1)
    assert FOUND.by_pattern["card_testing"].missed == 1


def test_without_fraud_the_rates_are_zero() -> None:
    found = detection(judged([decision("g1")], {"g1": truth("g1")}))
    assert found.both.detection_rate == found.both.genuine_among_stopped == 0.0
