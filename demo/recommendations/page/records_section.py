"""Where every record went, and whether the counts add up."""

from collections.abc import Sequence
from typing import Final

from demo.recommendations.finding import Finding
from demo.recommendations.in_force import Moment
from demo.recommendations.summary import Summary
from demo.shared.page.checks import checks_table
from demo.shared.page.over_time import Layer, stacked_over_time
from reporting.blocks import cell, figure, pair, section, table
from reporting.markup import element, text
from reporting.wording import count, percent, spoken

_ABOUT: Final = (
    "Every record ends in exactly one of four places. The checks compare the job's outputs and the"
    " store with what was simulated."
)
_LAYERS: Final = (
    ("purchases", "fill-block", ("purchase",)),
    ("carts", "fill-flag", ("cart",)),
    ("views", "fill-genuine", ("view",)),
    ("shown or hidden", "fill-missed", ("impression", "hide")),
)


def records_section(finding: Finding) -> str:
    """The section."""
    summary = finding.summary
    return section(
        "Where every record went",
        _ABOUT,
        pair(_counts(summary), checks_table(summary.checks)),
        figure(
            "Events that count",
            "In every six hours of event time.",
            _over_time(finding.measured.moments),
        ),
    )


def _over_time(moments: Sequence[Moment]) -> str:
    layers = [
        Layer(
            name,
            class_,
            [one.event.event_time_ms for one in moments if one.event.event_type in types],
        )
        for name, class_, types in _LAYERS
    ]
    times_ms = [one.event.event_time_ms for one in moments]
    within = min(times_ms), max(times_ms)
    return stacked_over_time(layers, within, "events", "Events by type in every six hours")


def _counts(summary: Summary) -> str:
    causes = ", ".join(
        f"{spoken(cause)} {count(records)}" for cause, records in summary.rejected_by_cause.items()
    )
    links = f"{count(summary.links)} of them links between two ids of a shopper"
    rows = [
        _row("accepted", summary.accepted, summary, links),
        _row("late", summary.late, summary, "more than a day behind; changed nothing"),
        _row("duplicates", summary.duplicates, summary, "sent again; changed nothing"),
        _row("rejected", summary.rejected, summary, causes),
        [
            element("strong", "records in"),
            element("strong", text(count(summary.events_in))),
            percent(1.0, 2),
        ],
        _besides("catalogue", "records of items, prices, stock", summary.catalogue_records),
        _besides("lists made", "at events that changed them", summary.lists_written),
        _besides(
            "lists stored", "a batch writes the newest of a shopper only", summary.lists_stored
        ),
    ]
    return element("div", table(("", "Records", "Share"), rows))


def _row(name: str, records: int, summary: Summary, below: str = "") -> list[str]:
    share = records / max(1, summary.events_in)
    return [cell(name, below), text(count(records)), text(percent(share, 2))]


def _besides(name: str, below: str, records: int) -> list[str]:
    return [cell(name, below), text(count(records)), ""]
