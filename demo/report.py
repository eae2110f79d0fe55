"""Everything a demo leaves behind: tables on the console, a page, a picture, ``summary.json``."""

import msgspec

from demo.charts import Material
from demo.explanation import explanation, store_panel
from demo.finding import Exhibits, Finding, exhibits
from demo.kept import Kept
from demo.page.page import page
from demo.picture import draw
from demo.place import Place
from demo.presentation import show_summary
from models.fraud.thresholds import thresholds_of


def report(finding: Finding, place: Place, store_url: str, kept: Kept) -> None:
    """Show the summary, explain one payment, and write the files."""
    shown = exhibits(finding, place, store_url, kept)
    show_summary(place.console, finding.summary)
    _show_exhibits(shown, place)
    summary_path, picture_path, page_path = (
        place.folder / name for name in ("summary.json", "report.png", "report.html")
    )
    encoded = msgspec.json.encode(finding.summary)
    summary_path.write_bytes(msgspec.json.format(encoded, indent=2) + b"\n")
    draw(_material(finding, shown), picture_path)
    page_path.write_text(page(finding, shown), encoding="utf-8")
    place.console.print(
        f"summary  {summary_path}\npicture  {picture_path}\nreport   {page_path}", highlight=False
    )


def _show_exhibits(shown: Exhibits, place: Place) -> None:
    if shown.explained is None:
        place.console.print("no payment was blocked")
        return
    place.console.print(explanation(shown.explained.decision, shown.explained.truth))
    if shown.card is not None:
        place.console.print(store_panel(shown.card))


def _material(finding: Finding, shown: Exhibits) -> Material:
    return Material(
        summary=finding.summary,
        decisions=finding.decisions,
        paced=finding.paced,
        truth=finding.data.truth,
        thresholds=thresholds_of(shown.manifest),
    )
