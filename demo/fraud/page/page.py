"""The whole page, in the order in which one asks: what came out, is it right, how fast, why."""

from typing import Final

from demo.fraud.finding import Exhibits, Finding
from demo.fraud.page.card_section import card_section
from demo.fraud.page.detection_section import detection_section
from demo.fraud.page.headline import headline
from demo.fraud.page.identity_section import identity_section
from demo.fraud.page.latency_section import latency_section
from demo.fraud.page.payment_section import payment_section
from demo.fraud.page.records_section import records_section
from models.fraud.thresholds import thresholds_of
from reporting.document import document
from reporting.markup import element, text

_TITLE: Final = "Fraud decisions on simulated payments"
_FOOTER: Final = (
    "Stopped means flagged or blocked. Detection is measured against the simulator's truth, all"
    " other figures as the job reported them in this run. The published case is another system"
    " with other payments, whose figures somebody published: a measure to hold these against, not"
    " measured here. Written by revstream demo."
)


def page(finding: Finding, exhibits: Exhibits) -> str:
    """The report as text of an HTML file; the same findings give the same text."""
    return document(
        _TITLE,
        headline(_TITLE, finding),
        records_section(finding),
        detection_section(finding, thresholds_of(exhibits.manifest)),
        latency_section(finding),
        payment_section(exhibits.explained, exhibits.manifest, exhibits.definitions),
        card_section(exhibits.card),
        identity_section(finding, exhibits),
        element("footer", text(_FOOTER)),
    )
