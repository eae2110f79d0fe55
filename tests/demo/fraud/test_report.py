"""The report names what it found, in words and in a picture."""

from io import StringIO
from pathlib import Path

from msgspec.structs import replace
from rich.console import Console

from demo.fraud.charts import Material
from demo.fraud.example import blocked_example, telling_features
from demo.fraud.explanation import explanation
from demo.fraud.file_demo import PROGRESS_WORDS
from demo.fraud.picture import draw
from demo.fraud.presentation import show_summary
from demo.fraud.summary import summarise
from demo.shared.live_progress import LiveProgress
from events.fraud.decision import Reason, RuleHit
from jobs.shared.progress import JobProgress
from models.fraud.thresholds import Thresholds
from tests.demo.fraud.cases import decision, small_data, small_measured, small_outputs, truth


def text_console() -> tuple[Console, StringIO]:
    out = StringIO()
    return Console(file=out, width=110), out


def test_a_check_that_fails_is_shown_as_such() -> None:
    console, out = text_console()
    outputs = small_outputs()
    outputs.decisions.pop()
    show_summary(console, summarise(small_data(), outputs, small_measured()))
    line = next(
        line for line in out.getvalue().splitlines() if "records in" in line and "+" in line
    )
    assert "NO" in line


def test_the_published_figures_stand_beside_the_measured_ones() -> None:
    console, out = text_console()
    show_summary(console, summarise(small_data(), small_outputs(), small_measured()))
    line = next(line for line in out.getvalue().splitlines() if "published" in line)
    assert "47" in line
    assert "100" in line


def test_false_alarms_are_said_of_both_tiers_below_the_table_of_what_was_stopped() -> None:
    console, out = text_console()
    summary = summarise(small_data(), small_outputs(), small_measured())
    both = replace(summary.detection.both, frauds_stopped=1, genuine_stopped=4)
    detection = replace(summary.detection, both=both)
    show_summary(console, replace(summary, detection=detection))
    assert "Of both: 4 of 5 alarms are false." in " ".join(out.getvalue().split())


def test_a_blocked_fraud_is_explained_rather_than_a_blocked_genuine_payment() -> None:
    why = (Reason("model", "card_count_5m", "card_count_5m: 9, usually 1", 0.4),)
    fraud = decision("fraud", action="block", reasons=why)
    genuine = decision("genuine", action="block", reasons=why * 3)
    truths = {"fraud": truth("fraud", "card_testing"), "genuine": truth("genuine")}
    assert blocked_example([genuine, fraud], truths) is fraud


def test_nothing_is_explained_where_nothing_was_blocked() -> None:
    assert blocked_example([decision("a")], {"a": truth("a")}) is None


def test_features_named_by_the_reasons_come_first() -> None:
    why = (Reason("model", "merchant_sum_minor_1h", "", 0.4),)
    assert next(iter(telling_features(decision("a", reasons=why)))) == "merchant_sum_minor_1h"


def test_an_id_speaks_neither_to_the_terminal_nor_to_rich() -> None:
    console, out = text_console()
    speaking = decision("[bold]t[/]\x1b[2J", card_id="c\n1", merchant_id="m\u202e", action="block")
    console.print(explanation(speaking, truth("t")))
    assert r"[bold]t[/]\x1b[2J of c\n1 at m\u202e" in out.getvalue()


def test_an_explanation_names_rule_reason_model_and_trace() -> None:
    console, out = text_console()
    blocked = decision(
        "a",
        action="block",
        tier="rules",
        score=None,
        rule_hits=(RuleHit("too_fast", 3, "block"),),
        reasons=(Reason("rule", "too_fast", "Ten payments [within] a minute"),),
        trace_id="trace-7",
    )
    console.print(explanation(blocked, truth("a", "card_testing")))
    for part in ("too_fast v3", "Ten payments [within] a minute", "trace-7", "model m 1"):
        assert part in out.getvalue()


def test_progress_off_a_terminal_is_a_line_now_and_then() -> None:
    console, out = text_console()
    with LiveProgress(
        console, total=100, paced_from=50, rate_per_s=579, words=PROGRESS_WORDS
    ) as live:
        for decided in range(0, 101, 5):
            live.show(JobProgress("RUNNING", decided, decided))
        live.show(JobProgress("RUNNING", 100, 100))
    lines = out.getvalue().splitlines()
    shares = [10, 20, 30, 40, 50, 60, 80, 100]
    assert [line.partition(": ")[2] for line in lines[1:]] == [
        f"{share} % decided" for share in shares
    ]
    assert lines[-1].strip() == "579 payments a second: 100 % decided"


def test_of_an_hour_at_a_rate_each_minute_has_a_line() -> None:
    console, out = text_console()
    with LiveProgress(console, 170_000, 27_000, 40, PROGRESS_WORDS) as live:
        for decided in range(0, 27_001 + 10 * 2_400, 200):
            live.show(JobProgress("RUNNING", decided, decided))
    said = [line.strip() for line in out.getvalue().splitlines()]
    assert said[1:5] == [f"history, flat out: {share} % decided" for share in (3, 6, 9, 12)]
    assert len([line for line in said if line.startswith("40 payments a second")]) == 11


def test_the_picture_is_a_png(tmp_path: Path) -> None:
    data, outputs = small_data(), small_outputs()
    material = Material(
        summary=summarise(data, outputs, small_measured()),
        decisions=outputs.decisions,
        paced=outputs.decisions,
        truth=data.truth,
        thresholds=Thresholds(flag=0.1, block=0.5),
    )
    draw(material, tmp_path / "report.png")
    assert (tmp_path / "report.png").read_bytes().startswith(b"\x89PNG")
