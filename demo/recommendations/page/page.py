"""The whole page, in the order in which one asks: what came out, is it right, how good, why."""

from collections.abc import Sequence
from typing import Final

from demo.recommendations.exhibits import ShownShopper
from demo.recommendations.finding import Finding
from demo.recommendations.page.headline import headline
from demo.recommendations.page.identity_section import identity_section
from demo.recommendations.page.latency_section import latency_section
from demo.recommendations.page.quality_section import quality_section
from demo.recommendations.page.records_section import records_section
from demo.recommendations.page.shopper_section import shoppers_section
from demo.recommendations.page.store_section import store_section
from reporting.document import document
from reporting.markup import element, text

TITLE: Final = "Recommendations for simulated shoppers"
_FOOTER: Final = (
    "A next item is what a visitor looked at, put into the cart or bought next. It counts for the"
    " list that was in force when it came: that of the events before it, in the order in which the"
    " job read them. All figures are of this run. Written by revstream demo."
)


def page(finding: Finding, shoppers: Sequence[ShownShopper]) -> str:
    """The report as text of an HTML file; the same findings give the same text."""
    return document(
        TITLE,
        headline(TITLE, finding),
        shoppers_section(shoppers),
        quality_section(finding),
        latency_section(finding),
        records_section(finding),
        store_section(finding.summary),
        identity_section(finding),
        element("footer", text(_FOOTER)),
    )
