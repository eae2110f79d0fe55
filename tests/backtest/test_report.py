"""The report is one file that needs nothing else, and shows text as text."""

from xml.etree import ElementTree as ET

import pytest

from backtest.report.frame import even_ticks, spread
from backtest.report.markup import element
from backtest.report.page import page
from backtest.report.wording import amount, percent
from tests.backtest.answers import answer

LOADING = {"script", "link", "img", "iframe", "object", "embed", "base", "source"}
REFERRING = {"src", "href", "srcset", "data", "action", "poster"}


@pytest.fixture(scope="module")
def html() -> str:
    return page(answer())


def test_the_report_loads_nothing(html: str) -> None:
    for part in ET.fromstring(html).iter():  # noqa: S314 - our own
        assert part.tag not in LOADING
        assert not REFERRING & set(part.attrib)
        assert not [name for name in part.attrib if name.startswith("on") or ":" in name]
    assert "url(" not in html
    assert "@import" not in html


def test_names_of_files_and_rules_are_shown_as_text(html: str) -> None:
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.yaml" in html


def test_the_report_has_all_its_parts(html: str) -> None:
    words = " ".join(ET.fromstring(html).itertext())  # noqa: S314 - our own
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


def test_every_chart_is_well_formed_and_described(html: str) -> None:
    charts = html.split("<svg")[1:]
    assert len(charts) == 10
    for chart in charts:
        drawn = ET.fromstring(f"<svg{chart.split('</svg>')[0]}</svg>")  # noqa: S314 - our own
        title = drawn.find("title")
        assert title is not None
        assert title.text
        assert "nan" not in chart.split("</svg>")[0]


def test_the_same_backtest_gives_the_same_report(html: str) -> None:
    assert page(answer()) == html


def test_without_patterns_the_report_parts_frauds_by_amount_and_channel() -> None:
    html = page(answer(from_labels=True))
    assert "By fraud pattern" not in html
    assert "By amount" in html
    assert "Too young to judge" in html


def test_attributes_are_escaped() -> None:
    assert element("i", class_='"><b>') == '<i class="&quot;&gt;&lt;b&gt;"></i>'


def test_amounts_are_written_in_their_currencys_unit() -> None:
    written = [
        amount(1999, "EUR"),
        amount(1_910_640, "EUR"),
        amount(500, "JPY"),
        amount(12_345, "KWD"),
    ]
    assert written == ["EUR\xa019.99", "EUR\xa019,106", "JPY\xa0500", "KWD\xa012.345"]


def test_a_share_of_nothing_is_a_dash() -> None:
    assert (percent(None), percent(0.8135)) == ("\N{EN DASH}", "81.3\N{NARROW NO-BREAK SPACE}%")


def test_ticks_reach_over_the_highest_value() -> None:
    assert even_ticks(1) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert even_ticks(34)[-1] == 40


def test_labels_are_spread_without_leaving_the_chart() -> None:
    assert spread([98, 99, 5], 10, 0, 100) == [90, 100, 5]
