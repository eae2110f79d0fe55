"""The report is one file that needs nothing else, and shows text as text."""

import pytest

from backtest.report.page import page
from tests.backtest.answers import answer
from tests.reporting.self_contained import (
    assert_charts_described,
    assert_self_contained,
    words_of,
)


@pytest.fixture(scope="module")
def html() -> str:
    return page(answer())


def test_the_report_loads_nothing(html: str) -> None:
    assert_self_contained(html)


def test_names_of_files_and_rules_are_shown_as_text(html: str) -> None:
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.yaml" in html


def test_the_report_has_all_its_parts(html: str) -> None:
    words = words_of(html)
    for part in (
        "Report card",
        "Money",
        "By fraud pattern",
        "Precision and recall",
        "Scores",
        "Calibration",
        "Feature importance",
        "Decisions a day",
        "Review load",
        "Changed decisions",
        "Data and settings",
    ):
        assert part in words


def test_the_report_has_a_row_for_every_rule(html: str) -> None:
    (rule,) = answer().candidate.rules.rules
    assert "a new merchant<small>version 1, flag</small>" in html
    assert f'<td class="n">{rule.hits}</td><td class="n">{rule.frauds}</td>' in html


def test_every_chart_is_well_formed_and_described(html: str) -> None:
    assert_charts_described(html, 10)


def test_the_same_backtest_gives_the_same_report(html: str) -> None:
    assert page(answer()) == html


def test_without_patterns_the_report_parts_frauds_by_amount_and_channel() -> None:
    html = page(answer(from_labels=True))
    assert "By fraud pattern" not in html
    assert "By amount" in html
    assert "Too young to judge" in html
