"""The page is one file that needs nothing else; its figures are those of the summary."""

from dataclasses import replace
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace as with_fields
from rich.console import Console

from demo.recommendations.exhibits import ShownShopper, Step
from demo.recommendations.finding import Finding
from demo.recommendations.method_words import METHOD_WORDS
from demo.recommendations.page.page import page
from demo.recommendations.plan import ShopPlan
from demo.recommendations.presentation import show_shopper, show_summary
from demo.recommendations.quality import DayFigure
from demo.recommendations.summary import summarise
from events.recommendations.recommendation_list import RecommendedItem
from online_store.lists import StoredList
from reporting.wording import percent
from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.settings import ShoppingScenario
from tests.demo.recommendations.cases import (
    FIRST,
    LISTS,
    START_MS,
    moments_of,
    small_data,
    small_measured,
    small_outputs,
)
from tests.reporting.self_contained import (
    assert_charts_described,
    assert_self_contained,
    words_of,
)

HOSTILE = "<script>alert(1)</script>\x1b[2J"
PLAN = ShopPlan(
    scenario=ShoppingScenario(),
    disturbances=Disturbances(),
    rate_per_s=300,
    paced_s=1,
    settling_s=0,
)
MADE = with_fields(
    LISTS[3], items=(RecommendedItem(HOSTILE, 0.75, "co_visit", f"seen with {HOSTILE}"),)
)


def finding(**measured: Any) -> Finding:  # noqa: ANN401
    data, outputs, found = small_data(), small_outputs(), small_measured(**measured)
    return Finding(PLAN, data, outputs, found, summarise(data, outputs, found, shipped_rules=True))


def shopper(**changes: Any) -> ShownShopper:  # noqa: ANN401
    stored = StoredList(
        MADE.list_id, MADE.event_time_ms, MADE.items, "control", 1, "d", None, (), "1", 86_400
    )
    steps = (Step(moments_of()[1], 2), Step(moments_of()[3], 0))
    plain = ShownShopper("A guest who logs in", "user:u1", FIRST, steps, MADE, stored)
    return replace(plain, **changes)


@pytest.fixture(scope="module")
def html() -> str:
    return page(finding(), [shopper()])


def rows(html: str) -> list[list[str]]:
    """The cells of every table row."""
    lines = ET.fromstring(html).iterfind(".//tbody/tr")  # noqa: S314 - our own
    return [["|".join(cell.itertext()) for cell in line] for line in lines]


def test_the_page_needs_nothing_but_itself(html: str) -> None:
    assert_self_contained(html.replace("\x1b", ""))
    assert_charts_described(html.replace("\x1b", ""), 5)


def test_the_tables_are_those_of_the_summary(html: str) -> None:
    found, summary = rows(html.replace("\x1b", "")), finding().summary
    for check in summary.checks:
        assert [check.what, str(check.found), str(check.expected), "yes"] in found
    assert ["rejected|malformed json 1", "1", percent(1 / 9, 2)] in found
    assert ["in the job|record read to list made", *["4 ms"] * 4] in found
    to_store = "event to store|event due to list read in the store by another client"
    assert [to_store, *["40 ms"] * 4] in found
    assert ["browser|wanders from one item to one like it", percent(0.5)] in found
    assert len([row for row in found if row[0].startswith("session kNN|")]) == 1


def test_the_store_is_counted_by_kind(html: str) -> None:
    found = rows(html.replace("\x1b", ""))
    about = "recommendations|the newest list of each shopper"
    key = "recommendations:user:ID, recommendations:session:ID"
    assert [about, key, "3", "all"] in found


def test_a_shopper_is_shown_with_what_they_did_and_what_they_get(html: str) -> None:
    found = rows(html.replace("\x1b", ""))
    steps = [row[1:] for row in found if row[0].endswith("UTC")]
    assert steps == [["view", "B", "place 2 of 20"], ["view", "A", "\N{EN DASH}"]]
    item = HOSTILE.replace("\x1b", "")
    assert [f"1. {item}", "0.750", "co visit", f"seen with {item}"] in found
    assert "the list in the store is the one that the job made last" in html


def test_a_list_that_differs_in_the_store_is_said() -> None:
    other = shopper(stored=None)
    assert "the store has another list, or none" in page(finding(), [other])


def test_a_check_that_fails_stands_at_the_head() -> None:
    lost = replace(finding(), summary=with_fields(finding().summary, checks=()))
    assert "Does not hold" not in page(lost, [])
    data, outputs = small_data(), small_outputs(accepted=5)
    summary = summarise(data, outputs, small_measured(), shipped_rules=True)
    words = words_of(page(replace(finding(), summary=summary), []))
    assert "Does not hold: accepted + late + duplicates + rejected = records in. Found 8" in words


def test_a_machine_too_slow_for_the_rate_is_said_at_the_head() -> None:
    slow = finding().summary
    late = with_fields(slow.event_to_store_ms, p99=900.0)
    slow = with_fields(slow, event_to_store_ms=late, throughput_per_s=310.0)
    assert "events queued" in page(replace(finding(), summary=slow), [])
    swift = with_fields(slow, throughput_per_s=3_000.0)
    assert "events queued" not in page(replace(finding(), summary=swift), [])


def test_days_are_compared_where_there_are_several() -> None:
    day = DayFigure(START_MS, 40, dict.fromkeys(METHOD_WORDS, 0.5))
    days = (day, with_fields(day, day_ms=START_MS + 86_400_000))
    found = finding().summary
    several = with_fields(found, quality=with_fields(found.quality, by_day=days))
    html = page(replace(finding(), summary=several), [])
    assert_charts_described(html, 6)
    assert "6 Jan: 50.0" in html
    assert "Day by day" not in page(finding(), [])


def test_without_a_shopper_to_show_the_page_says_so() -> None:
    assert "No shopper is shown" in page(finding(), [])


def test_the_same_findings_give_the_same_page(html: str) -> None:
    assert page(finding(), [shopper()]) == html


def test_an_item_speaks_neither_to_the_terminal_nor_to_rich() -> None:
    out = StringIO()
    Console(file=out, width=160).print(show_shopper(shopper()))
    assert r"<script>alert(1)</script>\x1b[2J" in out.getvalue()
    assert "the store has the same list" in out.getvalue()


def test_the_console_shows_every_count_and_method() -> None:
    out = StringIO()
    show_summary(Console(file=out, width=160), finding().summary)
    for part in ("records in", "lists that the store took", "session kNN", "without a ranker"):
        assert part in out.getvalue()
