"""Everything a demo leaves behind: tables on the console, ``summary.json``, ``report.png``."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from demo.charts import Material
from demo.data import DataSet
from demo.example import blocked_example
from demo.explanation import explanation, store_panel
from demo.picture import draw
from demo.place import Place
from demo.presentation import show_summary
from demo.store_census import newest_decisions, read_back
from demo.summary import Summary, paced_decisions
from events.decision import Decision
from udfs.loading import DeciderLoader


@dataclass(frozen=True, slots=True)
class Finding:
    """What a run found: the summary and what it was made from."""

    data: DataSet
    decisions: Sequence[Decision]
    latency_from: int
    summary: Summary


def report(finding: Finding, place: Place, store_url: str) -> None:
    """Show the summary, explain one payment, and write both files."""
    show_summary(place.console, finding.summary)
    _show_example(finding, place, store_url)
    summary_path = place.folder / "summary.json"
    encoded = msgspec.json.encode(finding.summary)
    summary_path.write_bytes(msgspec.json.format(encoded, indent=2) + b"\n")
    picture_path = place.folder / "report.png"
    draw(_material(finding, place), picture_path)
    place.console.print(f"summary  {summary_path}\npicture  {picture_path}", highlight=False)


def _show_example(finding: Finding, place: Place, store_url: str) -> None:
    example = blocked_example(finding.decisions, finding.data.truth)
    if example is None:
        place.console.print("no payment was blocked")
        return
    place.console.print(explanation(example, finding.data.truth[example.transaction_id]))
    on_time = [decision for decision in finding.decisions if not decision.late]
    newest = newest_decisions(on_time, "card").get(example.card_id)
    back = None if newest is None else read_back(store_url, newest[-1])
    if back is not None:
        place.console.print(store_panel(back))


def _material(finding: Finding, place: Place) -> Material:
    loader = DeciderLoader(rules="default", model=place.model, job_version="")
    return Material(
        summary=finding.summary,
        decisions=finding.decisions,
        paced=paced_decisions(finding.data, finding.decisions, finding.latency_from),
        truth=finding.data.truth,
        thresholds=loader.load_scorer().manifest.thresholds,
    )
