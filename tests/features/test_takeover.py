"""What is said of a changed file is what the states under it then do."""

from dataclasses import replace

import pytest

from events.shared.time_units import DAY_MS, HOUR_MS
from features.fraud.definitions import parse_definitions
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.definitions.model import Definitions, Remembered
from features.shared.limits import HistoryLimits
from features.shared.plan.lost_memory import remembered_before, unsaid
from features.shared.plan.takeover import Lack, Takeover, takeover
from features.shared.plan.takeover_words import entry_lines, lost_key_lines, takeover_lines
from tests.features.own_files import GROUND, file_of
from tests.features.payments import START_MS, a_payment

LIMITS = HistoryLimits(dedup_window_ms=0)
LATE_MS = LIMITS.allowed_lateness_ms
COUNT = "name: count, of: card, count: , over: 7d"
ONLINE = "name: online, of: card, count: , where: channel == 'pos', over: 7d"
TOTAL = "name: total, of: card, sum: amount_base_minor, over: 7d"
LARGEST = "name: largest, of: card, max: amount_base_minor, over: 3d"
LONGER = "name: longer, of: card, count: , over: 30d"
SHORT = "name: countries, of: card, distinct: country, over: 1h"
LONG = "name: countries_long, of: card, distinct: country, over: 1d"
FRAUDS = "name: frauds, of: card, confirmed_frauds: , over: 7d"
DEVICES = "name: at_device, of: device, count: , over: 1d"
HERE = "name: here, of: card_merchant, count: , over: 7d"
USUAL = "name: usual, value: online + count"


def changed(before: tuple[str, ...], after: tuple[str, ...]) -> Takeover:
    plans = [payment_plan(file_of(*features), LIMITS) for features in (before, after)]
    return takeover(plans[0], plans[1], LATE_MS)


NOTHING = "nothing remembered it before"
FURTHER = "it looks further back than was remembered"
CASES = {
    "what others read": (
        (COUNT, TOTAL),
        (COUNT, TOTAL, "name: c, of: card, count: , over: 1d"),
        {},
    ),
    "another condition": (
        (COUNT,),
        (COUNT, ONLINE),
        {"online": Lack(7 * DAY_MS, NOTHING)},
    ),
    "a longer window": (
        (COUNT,),
        (COUNT, LONGER),
        {"longer": Lack(30 * DAY_MS - 7 * DAY_MS - LATE_MS, FURTHER)},
    ),
    "a further column": (
        (COUNT,),
        (COUNT, TOTAL),
        {"total": Lack(7 * DAY_MS, "nothing added up what it reads")},
    ),
    "a further statistic": (
        (TOTAL,),
        (TOTAL, LARGEST),
        {
            "largest": Lack(
                3 * DAY_MS,
                "what is held in tiles of a busy key has not what it reads",
                busy_only=True,
            )
        },
    ),
    "a shorter window of ids": (
        (LONG,),
        (LONG, SHORT),
        {"countries": Lack(HOUR_MS, "its window is shorter than any that was remembered for")},
    ),
    "labels": ((COUNT,), (COUNT, FRAUDS), {"frauds": Lack(7 * DAY_MS, NOTHING)}),
    "a key": ((COUNT,), (COUNT, DEVICES), {"at_device": Lack(DAY_MS, NOTHING)}),
    "a pair": ((COUNT,), (COUNT, HERE), {"here": Lack(7 * DAY_MS, NOTHING)}),
    "a derived one": (
        (COUNT,),
        (COUNT, ONLINE, USUAL),
        {"online": Lack(7 * DAY_MS, NOTHING), "usual": Lack(7 * DAY_MS, NOTHING)},
    ),
    "a new name": ((COUNT,), ("name: renamed, of: card, count: , over: 7d",), {}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_feature_lacks(case: str) -> None:
    before, after, lacking = CASES[case]
    assert changed(before, after).lacking == lacking


@pytest.mark.parametrize(
    ("before", "after"), [((COUNT,), (COUNT, ONLINE)), ((COUNT,), (COUNT, LONGER))]
)
def test_a_feature_is_missing_for_as_long_as_is_said(
    before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    old, new = (payment_plan(file_of(*features), LIMITS) for features in (before, after))
    [(name, lack)] = takeover(old, new, LATE_MS).lacking.items()
    state = key_states(old, LIMITS)[0].empty()
    state.add(a_payment(START_MS), START_MS)
    log = [state.snapshot()]
    for behind_ms, missing in ((1, True), (0, False)):
        later = key_states(new, LIMITS)[0].from_log(log)
        time_ms = START_MS + lack.missing_ms - behind_ms
        assert (name in later.add(a_payment(time_ms), time_ms).incomplete) is missing


def test_what_nobody_reads_is_freed_and_a_key_without_features_is_lost() -> None:
    found = changed((COUNT, TOTAL, SHORT, DEVICES), (COUNT,))
    assert found.gone == ("total", "countries", "at_device")
    assert found.freed == {
        "card": ("timeline: amount_base_minor:integer", "seen_ids of country:country"),
        "device": ("timeline",),
    }
    assert found.lost_keys == ("device",)
    [line] = lost_key_lines(found)
    assert line.startswith("key device: no feature that is in force has it any more")


def test_amounts_in_another_currency_begin_anew_and_are_missing() -> None:
    dollars = parse_definitions(
        GROUND.replace("entities:", "money: {base_currency: USD}\nentities:", 1)
        + f"  - {{{TOTAL}, description: T.}}\n",
        "own.yaml",
    )
    plans = [payment_plan(one, LIMITS) for one in (file_of(TOTAL), dollars)]
    found = takeover(plans[0], plans[1], LATE_MS)
    assert found.begun_anew == (("amount_base_minor:integer", "amount_base_minor:integer:USD"),)
    assert found.lacking == {"total": Lack(7 * DAY_MS, "nothing added up what it reads")}
    state = key_states(plans[0], LIMITS)[0].empty()
    entry = state.add(a_payment(START_MS, 100), START_MS).entry
    for log in ([entry], [state.snapshot()]):
        after = key_states(plans[1], LIMITS)[0].from_log(log)
        outcome = after.add(a_payment(START_MS + 1, 100), START_MS)
        assert (outcome.values, outcome.incomplete) == ((None,), ("total",))


def test_all_of_it_is_told_in_a_line_each() -> None:
    lines = takeover_lines(changed((COUNT, SHORT), (COUNT, LONGER, TOTAL)), 3)
    assert lines == [
        "at once  1 of 3 features",
        "missing  longer: for 22d at most: it looks further back than was remembered",
        "missing  total: for 7d at most: nothing added up what it reads",
        "gone     countries",
        "freed    of card: seen_ids of country:country",
    ]


def entries(before: Definitions, after: Definitions, until_ms: int) -> tuple[Remembered, ...]:
    plans = [payment_plan(one, LIMITS, goes_on=True) for one in (before, after)]
    return remembered_before(plans[0], plans[1], until_ms, LATE_MS)


def test_a_file_that_looks_further_back_has_to_say_what_was_remembered() -> None:
    after = file_of(COUNT, LONGER, FRAUDS, DEVICES, HERE)
    needed = entries(file_of(COUNT), after, START_MS)
    assert needed == (
        Remembered("card", 7 * DAY_MS, START_MS),
        Remembered("card", 0, START_MS, labels=True),
        Remembered("card_merchant", 0, START_MS),
        Remembered("device", 0, START_MS),
    )
    assert entry_lines(needed)[:3] == [
        "remembered:",
        "  - {entity: card, reach: 7d, until: 2023-11-14T22:13:20Z}",
        "  - {entity: card, labels: true, until: 2023-11-14T22:13:20Z}",
    ]
    text = after.text + "\n".join(entry_lines(needed)) + "\n"
    assert unsaid(needed, parse_definitions(text, "own.yaml").remembered) == ()
    assert unsaid(needed, ()) == needed


def test_a_file_that_looks_no_further_back_has_to_say_nothing() -> None:
    assert entries(file_of(LONGER, FRAUDS), file_of(COUNT, FRAUDS), START_MS) == ()


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (Remembered("card", 7 * DAY_MS, START_MS), True),
        (Remembered("card", 6 * DAY_MS, START_MS + 1), True),
        (Remembered("card", 8 * DAY_MS, START_MS), False),
        (Remembered("card", 7 * DAY_MS, START_MS - 1), False),
        (Remembered("device", 7 * DAY_MS, START_MS), False),
        (Remembered("card", 7 * DAY_MS, START_MS, labels=True), False),
    ],
)
def test_an_entry_stands_for_one_that_says_no_more(said: Remembered, *, stands: bool) -> None:
    needed = (Remembered("card", 7 * DAY_MS, START_MS),)
    assert (unsaid(needed, (said,)) == ()) is stands


def test_what_the_file_before_had_to_say_stays_until_no_window_reaches_it() -> None:
    said = Remembered("card", 7 * DAY_MS, START_MS)
    before = replace(file_of(LONGER), remembered=(said,))
    over_ms = START_MS + 30 * DAY_MS - 7 * DAY_MS - LATE_MS
    assert entries(before, file_of(LONGER), over_ms - 1) == (said,)
    assert entries(before, file_of(LONGER), over_ms) == ()
    assert entries(before, file_of(COUNT), START_MS + DAY_MS) == ()
