"""Where every record went, and whether the counts add up."""

from typing import Final

from demo.fraud.action_words import ACTION_WORDS
from demo.fraud.finding import Finding
from demo.fraud.page.charts.over_time import allowed_chart, stopped_chart
from demo.fraud.summary import Summary
from demo.shared.page.checks import checks_table
from reporting.blocks import cell, figure, pair, section, table
from reporting.markup import element, text
from reporting.wording import NOTHING, count, percent, spoken

_ABOUT: Final = (
    "Every record ends in exactly one of five places. The checks compare the job's outputs and the"
    " feature store with what was simulated."
)
_FEWER_UPDATES: Final = (
    "Every payment on time updates the features of its card and of its merchant, and of what else"
    " has some by a definition file. The store accepts fewer, because a batch writes only the"
    " newest update of each: the others are replaced before they are written."
)


def records_section(finding: Finding) -> str:
    """The section."""
    summary, decisions = finding.summary, finding.decisions
    return section(
        "Where every record went",
        _ABOUT,
        pair(_counts(summary), checks_table(summary.checks)),
        figure("Allowed payments", "In every six hours of event time.", allowed_chart(decisions)),
        figure(
            "Flagged and blocked payments",
            "The same, on a scale of its own.",
            stopped_chart(decisions),
        ),
    )


def _counts(summary: Summary) -> str:
    causes = ", ".join(
        f"{spoken(cause)} {count(records)}" for cause, records in summary.rejected_by_cause.items()
    )
    late = f"{count(summary.late)} payments came too late and were decided by rules alone"
    rows = [
        *(
            _row(ACTION_WORDS[action], decided, summary)
            for action, decided in summary.decided.items()
        ),
        _row("rejected", summary.rejected, summary, causes),
        _row("duplicates", summary.duplicates, summary, "sent again; changed nothing"),
        [
            element("strong", "records in"),
            element("strong", text(count(summary.payments_in))),
            percent(1.0, 2),
        ],
        [
            cell(
                "feature updates", f"accepted by the store, of {count(summary.features_made)} made"
            ),
            text(_accepted(summary)),
            "",
        ],
    ]
    if summary.labels:
        rows.append([cell("labels", "on earlier payments"), text(count(summary.labels)), ""])
    note = element("p", text(f"Of the decided, {late}. {_FEWER_UPDATES}"), class_="note")
    return element("div", table(("", "Records", "Share"), rows), note)


def _accepted(summary: Summary) -> str:
    """Updates that the store took; it counts all of its clients together."""
    taken = summary.features_written
    return NOTHING if taken is None else count(taken)


def _row(name: str, records: int, summary: Summary, below: str = "") -> list[str]:
    share = records / max(1, summary.payments_in)
    return [cell(name, below), text(count(records)), text(percent(share, 2))]
