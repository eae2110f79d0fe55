"""The page is one file that needs nothing else; its figures are those of the summary."""

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest

from demo.fraud.data import DataSet
from demo.fraud.finding import Exhibits, Explained, Finding
from demo.fraud.kept import SHIPPED_KEPT
from demo.fraud.outputs import Outputs
from demo.fraud.page.detection_section import segments
from demo.fraud.page.page import page
from demo.fraud.plan import DemoPlan
from demo.fraud.store_census import ReadBack
from demo.fraud.summary import summarise
from events.fraud.decision import Reason, RuleHit
from models.fraud.rules import catalogue_schema, parse_fraud_rules
from models.shared.manifest import ModelManifest
from online_store.reader import StoredFeatures
from reporting.segment import Segment
from reporting.wording import percent
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario
from tests.demo.fraud.cases import decision, small_data, small_measured, small_outputs, truth
from tests.reporting.self_contained import (
    assert_charts_described,
    assert_self_contained,
    words_of,
)

PLAN = DemoPlan(scenario=Scenario(), disorder=Disorder(), settling_s=0)
HOSTILE = "<script>alert(1)</script>"
RULES = """
version: 2
rules:
  - {id: a, version: 1, expression: card_new_merchant, action: flag, reason: new}
"""
BLOCKED = decision(
    "b",
    action="block",
    event_time_ms=2_000,
    merchant_id=HOSTILE,
    rule_hits=(RuleHit("too_fast", 3, "block"),),
    reasons=(Reason("model", "card_count_5m", f"pace {HOSTILE}", 0.43, code="R02"),),
    currency="EUR",
    trace_id="trace-7",
)


def finding(data: DataSet, outputs: Outputs, **measured: Any) -> Finding:  # noqa: ANN401
    summary = summarise(data, outputs, small_measured(**measured))
    return Finding(PLAN, data, outputs.decisions, summary)


def exhibits() -> Exhibits:
    stored = StoredFeatures(2_000, 1, SHIPPED_KEPT.features_of("card", BLOCKED), 35 * 86_400)
    return Exhibits(
        Explained(BLOCKED, truth("b", "leaked_card")),
        ReadBack("card-1", stored, BLOCKED),
        parse_fraud_rules(RULES, "rules", catalogue_schema()),
        ModelManifest(
            HOSTILE,
            "1",
            "00",
            ("card_count_5m",),
            -1.0,
            {"flag": 0.1, "block": 0.5},
            "data-9",
            {"card_count_5m": 1.0},
        ),
    )


SMALL = finding(small_data(), small_outputs())


@pytest.fixture(scope="module")
def html() -> str:
    return page(SMALL, exhibits())


def test_the_page_loads_nothing(html: str) -> None:
    assert_self_contained(html)


def test_names_from_outside_are_shown_as_text(html: str) -> None:
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3


def test_every_chart_is_described(html: str) -> None:
    assert_charts_described(html, 5)


def tiles(html: str) -> dict[str | None, tuple[str | None, str | None]]:
    """Value and detail by name of the numbers at the head."""
    found = ET.fromstring(html).iterfind(".//div[@class='tile']")  # noqa: S314 - our own
    return {name.text: (value.text, detail.text) for name, value, detail in found}


def rows(html: str) -> list[list[str]]:
    """The cells of every table row."""
    lines = ET.fromstring(html).iterfind(".//tbody/tr")  # noqa: S314 - our own
    return [["|".join(cell.itertext()) for cell in line] for line in lines]


def test_the_numbers_at_the_head_are_those_of_the_summary(html: str) -> None:
    assert tiles(html) == {
        "Records in": (
            "6",
            "4 payments, 1 of them sent twice, 1 malformed records",
        ),
        "Decisions": ("4", "2 allowed, 1 flagged, 1 blocked"),
        "Frauds stopped": (percent(1.0), "1 of 1 flagged or blocked"),
        "Genuine payments stopped": (
            percent(1 / 3, 2),
            "1 of 3 genuine payments; 1 of 2 alarms are false",
        ),
        "Latency in the job, mean": (
            "4 ms",
            "from record read to decision; the published case, another system, has 47 ms",
        ),
        "99 % decided within": (
            "4 ms",
            "at 579 payments a second; the published case has a limit of 100 ms",
        ),
    }


def test_the_tables_are_those_of_the_summary(html: str) -> None:
    found = rows(html)
    for check in SMALL.summary.checks:
        assert [check.what, str(check.found), str(check.expected), "yes"] in found
    assert ["rejected|malformed json 1", "1", percent(1 / 6, 2)] in found
    assert ["feature updates|accepted by the store, of 6 made", "5", ""] in found
    assert "a batch writes only the newest update of each" in html
    assert ["rules", "2", f"{percent(0.0)}|0", f"{percent(1 / 3, 2)}|1", percent(1.0)] in found
    assert ["leaked card", "1", "0", "1", "0", percent(1.0, 0)] in found
    assert ["in the job|record read to decision emitted", *["4 ms"] * 4] in found
    assert ["model|scores and explains, where the rules left it open", "60"] in found


def test_a_check_that_fails_stands_at_the_head() -> None:
    outputs = small_outputs()
    lost = finding(small_data(), replace(outputs, decisions=outputs.decisions[:-1]))
    head = words_of(page(lost, exhibits())).split("Where every record went")[0]
    assert "Does not hold: payments with exactly one decision. Found 3, expected 4." in head


def test_a_machine_too_slow_for_the_rate_is_said_at_the_head(html: str) -> None:
    outputs = small_outputs()
    queued = [
        msgspec.structs.replace(one, stage_us=one.stage_us | {"in_job": 200_000})
        for one in outputs.decisions
    ]
    slow = replace(outputs, decisions=queued)
    found = finding(small_data(), slow, throughput_per_s=600.0)
    assert "payments queued" in words_of(page(found, exhibits()))
    # Little to spare is no fault as long as nothing waits.
    swift = finding(small_data(), small_outputs(), throughput_per_s=600.0)
    assert "payments queued" not in words_of(page(swift, exhibits()))
    assert "payments queued" not in words_of(html)


def test_the_blocked_payment_is_explained(html: str) -> None:
    words = words_of(html)
    for part in ("too_fast (version 3, block)", "model, R02", "0.43", "trace-7", "leaked card"):
        assert part in words


def test_a_reason_may_name_a_feature_that_only_the_model_reads() -> None:
    name = "merchant_seconds_since_fraud"
    reason = Reason("model", name, "risk", 0.4, code="R07")
    blocked = msgspec.structs.replace(
        BLOCKED, reasons=(reason,), features=BLOCKED.features | {name: 61.5}
    )
    explained = replace(exhibits(), explained=Explained(blocked, truth("b", "leaked_card")))
    words = words_of(page(SMALL, explained))
    assert name in words
    assert "Seconds since the merchant's latest payment" in words


def test_a_stored_feature_that_differs_is_named() -> None:
    shown = exhibits()
    assert shown.card is not None
    other = msgspec.structs.replace(BLOCKED, features=BLOCKED.features | {"card_count_1m": 2})
    differs = replace(shown, card=replace(shown.card, decision=other))
    assert "differs in card_count_1m" in page(SMALL, differs)
    assert "equal to the card's newest decision" in words_of(page(SMALL, shown))


def test_where_nothing_was_blocked_the_page_says_so() -> None:
    words = words_of(page(SMALL, replace(exhibits(), explained=None, card=None)))
    assert "No payment was blocked." in words


def test_through_kinesis_both_latencies_are_there() -> None:
    streamed = finding(small_data(), small_outputs(), end_to_end_ms=dict.fromkeys("abcd", 812.0))
    words = words_of(page(streamed, exhibits()))
    assert "812 ms" in words
    assert "says nothing of AWS" in words


def test_the_same_findings_give_the_same_page(html: str) -> None:
    assert page(SMALL, exhibits()) == html


def test_each_fraud_is_in_one_part_of_its_patterns_bar() -> None:
    decisions = [
        decision("f1", action="block", tier="rules"),
        decision("f2", action="flag"),
        decision("f3"),
        decision("g1", action="block"),
    ]
    truths = {name: truth(name, "mule_ring") for name in ("f1", "f2", "f3")} | {"g1": truth("g1")}
    assert list(segments(decisions, truths)) == [Segment("mule ring", 1, 0, 0, 1, 1)]
