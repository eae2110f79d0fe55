"""Everything the demo leaves behind: tables on the console, a page, ``summary.json``."""

from demo.recommendations.exhibits import shown_shoppers
from demo.recommendations.finding import Finding
from demo.recommendations.page.page import page
from demo.recommendations.presentation import show_shopper, show_summary
from demo.recommendations.workplace import ShopWorkplace


def report(finding: Finding, place: ShopWorkplace, store_url: str) -> None:
    """Show the summary, a shopper, and write the files."""
    shown = shown_shoppers(finding, store_url)
    show_summary(place.console, finding.summary)
    for shopper in shown[:1]:
        place.console.print(show_shopper(shopper))
    summary_path, page_path = place.write_summary(finding.summary), place.folder / "report.html"
    page_path.write_text(page(finding, shown), encoding="utf-8")
    place.console.print(f"summary  {summary_path}\nreport   {page_path}", highlight=False)
