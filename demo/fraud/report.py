"""Everything a demo leaves behind: tables on the console, a page, a picture, ``summary.json``."""

from demo.fraud.charts import Material
from demo.fraud.explanation import explanation, store_panel
from demo.fraud.finding import Exhibits, Finding, exhibits
from demo.fraud.kept import Kept
from demo.fraud.page.page import page
from demo.fraud.picture import draw
from demo.fraud.place import Place
from demo.fraud.presentation import show_summary
from models.fraud.thresholds import thresholds_of


def report(finding: Finding, place: Place, store_url: str, kept: Kept) -> None:
    """Show the summary, explain one payment, and write the files."""
    shown = exhibits(finding, place, store_url, kept)
    show_summary(place.console, finding.summary)
    _show_exhibits(shown, place)
    summary_path = place.write_summary(finding.summary)
    picture_path, page_path = (place.folder / name for name in ("report.png", "report.html"))
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
