"""Text is shown as text, numbers as people write them, and labels do not collide."""

from reporting.blocks import table
from reporting.document import document
from reporting.frame import even_ticks, spread
from reporting.markup import element, text
from reporting.wording import amount, false_alarms, percent
from tests.reporting.self_contained import assert_self_contained


def test_a_page_is_self_contained_whatever_its_title() -> None:
    html = document("<script>1 & 2</script>", element("p", text("<b>")))
    assert_self_contained(html)
    assert "<title>&lt;script&gt;1 &amp; 2&lt;/script&gt;</title>" in html


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


def test_false_alarms_are_said_as_a_part_and_by_their_numbers() -> None:
    assert false_alarms(1625, 1989) == "about 5 of 6 alarms are false (1,625 of 1,989)"
    assert false_alarms(4, 5) == "4 of 5 alarms are false"
    assert false_alarms(1, 400) == "1 of 400 alarms are false"
    assert false_alarms(0, 0) == "0 of 0 alarms are false"


def test_a_wide_table_scrolls_within_the_page_by_keyboard_too() -> None:
    whole = table(("a", "b"), [["1", "2"]])
    assert whole.startswith('<div class="scroll" tabindex="0"><table>')


def test_a_table_that_needs_two_pages_has_its_head_on_both_and_no_row_on_two() -> None:
    page = document("printed", table(("a", "b"), [["1", "2"]]))
    printed = page.split("@media print {", 1)[1]
    rules = [rule.split("{") for rule in printed.split("</style>", 1)[0].split("}")]
    kept_whole = [rule[0] for rule in rules if "break-inside: avoid" in rule[-1]]
    names = {name.strip() for names in kept_whole for name in names.split(",")}
    assert {".scroll", "tr", "figure"} <= names
    assert "thead { display: table-header-group; }" in printed
    assert "figure, .scroll { overflow: visible;" in printed
    assert "<table><thead><tr><th" in page


def test_ticks_reach_over_the_highest_value() -> None:
    assert even_ticks(1) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert even_ticks(34)[-1] == 40


def test_labels_are_spread_without_leaving_the_chart() -> None:
    assert spread([98, 99, 5], 10, 0, 100) == [90, 100, 5]
