"""Money, rates and load are those of a plain loop over the payments."""

from collections import Counter

import numpy as np
from hypothesis import given

from backtest.daily_load import daily_load
from backtest.decide import ACTIONS, ALLOW, BLOCK, FLAG
from backtest.money import Money, Tally, exact_sum, money
from backtest.rates import rates
from events.shared.time_units import DAY_MS
from tests.backtest.histories import CASES, START_MS, Case, decided

KINDS = ("fraud", "genuine", "young")
TAKEN = {BLOCK: "blocked", FLAG: "flagged", ALLOW: "allowed"}


def kind(case: Case) -> str:
    if not case.counted:
        return "young"
    return "fraud" if case.fraud else "genuine"


def looped(cases: list[Case], currency: str) -> Money:
    numbers: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    for case in cases:
        if case.currency == currency:
            name = f"{kind(case)}_{TAKEN[case.action]}"
            numbers[name] += 1
            amounts[name] += case.amount_minor
    names = [f"{one}_{taken}" for one in KINDS for taken in TAKEN.values()]
    return Money(currency, **{name: Tally(numbers[name], amounts[name]) for name in names})


@given(CASES)
def test_every_payment_is_in_the_tally_of_its_currency_truth_and_action(cases: list[Case]) -> None:
    history, action = decided(cases)
    found = {one.currency: one for one in money(action, history)}
    assert found == {name: looped(cases, name) for name in {case.currency for case in cases}}


def test_what_is_let_through_is_counted_too() -> None:
    history, action = decided([Case(7, "EUR", 0, fraud=False, counted=True, action=ALLOW)])
    (found,) = money(action, history)
    assert (found.genuine_allowed, found.young_allowed) == (Tally(1, 7), Tally(0, 0))


@given(CASES)
def test_the_main_currency_is_the_one_with_the_most_payments(cases: list[Case]) -> None:
    history, action = decided(cases)
    first = money(action, history)[0].currency
    counts = Counter(case.currency for case in cases)
    assert counts[first] == max(counts.values())
    assert history.main.tolist() == [case.currency == first for case in cases]


def test_sums_beyond_64_bits_are_exact() -> None:
    assert exact_sum(np.array([2**62, 2**62, 2**62, 1])) == 3 * 2**62 + 1


@given(CASES)
def test_rates_count_only_payments_whose_truth_is_known(cases: list[Case]) -> None:
    history, action = decided(cases)
    found = rates(action != ALLOW, history)
    fraud = [case for case in cases if kind(case) == "fraud"]
    genuine = [case for case in cases if kind(case) == "genuine"]
    caught = [case for case in fraud if case.action]
    wronged = [case for case in genuine if case.action]
    main = money(action, history)[0].currency
    assert (found.detection.part, found.detection.whole) == (len(caught), len(fraud))
    assert found.false_positives_of_genuine.part == len(wronged)
    assert found.false_positives_of_genuine.whole == len(genuine)
    assert found.false_positives_of_stopped.part == len(wronged)
    assert found.false_positives_of_stopped.whole == len(caught) + len(wronged)
    assert found.detection_value.part == sum(c.amount_minor for c in caught if c.currency == main)
    assert found.detection_value.whole == sum(c.amount_minor for c in fraud if c.currency == main)


@given(CASES)
def test_days_without_a_payment_count_in_the_load(cases: list[Case]) -> None:
    history, action = decided(cases)
    found = daily_load(action, history)
    days = range(min(case.day for case in cases), max(case.day for case in cases) + 1)
    assert found.start_ms.tolist() == [START_MS + day * DAY_MS for day in days]
    for code in range(len(ACTIONS)):
        looped_days = [sum(c.day == day and c.action == code for c in cases) for day in days]
        assert found.counts[:, code].tolist() == looped_days
    flagged = sorted(found.counts[:, FLAG].tolist())
    assert found.flagged.most == flagged[-1]
    assert sum(number <= found.flagged.p95 for number in flagged) >= 0.95 * len(flagged)
    assert sum(number < found.flagged.p95 for number in flagged) < 0.95 * len(flagged)
    known_frauds = [c for c in cases if c.action == FLAG and kind(c) == "fraud"]
    assert found.flagged_frauds.sum() == len(known_frauds)
    known_genuine = [c for c in cases if c.action == FLAG and kind(c) == "genuine"]
    assert found.flagged_genuine.sum() == len(known_genuine)
