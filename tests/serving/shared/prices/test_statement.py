"""What is owed is what each score costs, added up in whole numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from online_store.month import Month
from serving.shared.prices.plan import NO_PRICES, Plan, Tier
from serving.shared.prices.price_file import parse_prices
from serving.shared.prices.statement import lines_of, statement_of
from serving.shared.prices.statement_csv import csv_of
from tests.serving.shared.prices.test_price_file import WHOLE

NOVEMBER = Month(2026, 11)
PRICES = parse_prices(WHOLE, "p.yaml")

GOLDEN = """\
tenant,month,state,plan,line,first,last,scores,per_1000_minor,amount_minor,currency
acme,2026-11,closed,starter,month,,,0,,4900,EUR
acme,2026-11,closed,starter,included,1,10000,10000,,0,EUR
acme,2026-11,closed,starter,tier,10001,100000,90000,500,45000,EUR
acme,2026-11,closed,starter,tier,100001,100005,5,300,2,EUR
acme,2026-11,closed,starter,total,,,100005,,49902,EUR
""".replace("\n", "\r\n")


@st.composite
def _plans(draw: st.DrawFn) -> Plan:
    included = draw(st.integers(0, 50))
    steps = draw(st.lists(st.integers(1, 60), max_size=3))
    ends = [included + sum(steps[: number + 1]) for number in range(len(steps))]
    price = st.integers(0, 5_000)
    tiers = tuple(Tier(end, draw(price)) for end in (*ends, None))
    return Plan("p", draw(st.integers(0, 10_000)), included, tiers)


def _by_score(plan: Plan, scores: int) -> int:
    """Each score's price, added tier by tier and rounded as declared: a half up."""
    of_tier = [Fraction(0) for _ in plan.tiers]
    for number in range(plan.included + 1, scores + 1):
        for place, tier in enumerate(plan.tiers):
            if tier.up_to is None or number <= tier.up_to:
                of_tier[place] += Fraction(tier.per_1000_minor, 1_000)
                break
    return plan.monthly_minor + sum(int(cost + Fraction(1, 2)) for cost in of_tier)


@given(_plans(), st.integers(0, 300))
def test_the_total_is_the_price_of_each_score_added_up(plan: Plan, scores: int) -> None:
    lines = list(lines_of(plan, scores))
    assert sum(line.amount_minor for line in lines) == _by_score(plan, scores)
    assert sum(line.scores for line in lines) == scores


@given(_plans(), st.integers(0, 300))
def test_the_lines_cover_each_score_once_in_order(plan: Plan, scores: int) -> None:
    covered = [
        number
        for line in lines_of(plan, scores)
        if line.first is not None and line.last is not None
        for number in range(line.first, line.last + 1)
    ]
    assert covered == list(range(1, scores + 1))


@given(_plans(), st.integers(0, 300))
def test_one_more_score_never_costs_less(plan: Plan, scores: int) -> None:
    totals = [sum(line.amount_minor for line in lines_of(plan, n)) for n in (scores, scores + 1)]
    assert totals[0] <= totals[1]


def test_amounts_stay_whole_where_floats_would_not() -> None:
    plan = Plan("p", 0, 0, (Tier(None, 10**12),))
    (_, line) = lines_of(plan, 10**12 - 1)
    assert line.amount_minor == (10**12 - 1) * 10**9


def test_a_statement_as_csv_is_this_text() -> None:
    made = statement_of(PRICES, "acme", NOVEMBER, 100_005, NOVEMBER.ends_ms + 86_400_000)
    assert csv_of([made]) == GOLDEN


def test_a_month_is_open_until_a_day_after_its_end() -> None:
    def state(now_ms: int) -> str:
        return statement_of(PRICES, "acme", NOVEMBER, 1, now_ms).state

    ends_ms = NOVEMBER.ends_ms
    assert [state(ends_ms - 1), state(ends_ms + 86_399_999), state(ends_ms + 86_400_000)] == [
        "open",
        "open",
        "closed",
    ]


def test_who_has_no_plan_owes_nothing() -> None:
    made = statement_of(NO_PRICES, "acme", NOVEMBER, 7, 0)
    assert (made.scores, made.plan, made.lines, made.total_minor) == (7, None, (), 0)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\n=", "\uff1d", "\uff20"])
def test_a_name_that_a_spreadsheet_would_run_is_made_inert(start: str) -> None:
    made = statement_of(NO_PRICES, f'{start}HYPERLINK("x")', NOVEMBER, 7, 0)
    assert f"\"'{start}HYPERLINK" in csv_of([made])
