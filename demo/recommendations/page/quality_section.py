"""How often the next item was in the list, beside plain methods on the same visits."""

from collections.abc import Iterator
from typing import Final

from demo.recommendations.finding import Finding
from demo.recommendations.method_words import METHOD_WORDS
from demo.recommendations.next_item import COMPARED, OURS
from demo.recommendations.page.charts.by_day import by_day_chart
from demo.recommendations.page.charts.methods import methods_chart
from demo.recommendations.page.charts.sources import sources_chart
from demo.recommendations.quality import FEWEST_A_DAY, Quality
from events.shared.time_units import DAY_MS
from models.shared.evaluation.resampling import Interval
from reporting.blocks import cell, figure, pair, section, table
from reporting.markup import element, text
from reporting.wording import NOTHING, count, percent


def quality_section(finding: Finding) -> str:
    """The section."""
    found = finding.summary.quality
    return section(
        "How good the lists are",
        _about(finding),
        pair(
            figure(
                f"In the list (HR@{found.k})",
                f"Share of next items among the first {found.k}; lines are 95 % intervals.",
                methods_chart(found.hit_rate, f"Share of next items in the first {found.k}"),
            ),
            figure(
                f"How far up (MRR@{found.k})",
                "Mean of 1 / place of the next item: 1 if it is always first.",
                methods_chart(found.mrr, "Mean reciprocal rank"),
            ),
        ),
        _methods(found),
        *_days(found),
        pair(
            figure(
                "Where items come from",
                "Listed items by the strongest of what speaks for each, and the next items that"
                " were among them.",
                sources_chart(finding.summary.listed_by_source, found.hits_by_source),
            ),
            figure("By kind of visit", "", _behaviours(found)),
        ),
    )


def _days(found: Quality) -> Iterator[str]:
    """The chart by day, where there are days to compare."""
    if len(found.by_day) > 1:
        caption = f"Of each day that has {FEWEST_A_DAY} next items or more."
        yield figure("Day by day", caption, by_day_chart(found.by_day))


def _about(finding: Finding) -> str:
    found, plan = finding.summary.quality, finding.plan
    days = (plan.scenario.span.end_ms - plan.judged_from_ms) // DAY_MS
    return (
        f"{count(found.questions)} next items of {count(found.visits)} visits in the last"
        f" {days} days, those of bots left out. The list is the one in force when the"
        " event came. The other methods know the same visit so far and were built anew every six"
        " hours from all visits that were over; the job learns as each visit ends."
    )


_HEAD: Final = ("", "In the list", "95 %", "1 / place", "95 %", "revstream has", "95 %")


def _methods(found: Quality) -> str:
    rows = []
    for name, (shown, about) in METHOD_WORDS.items():
        hit, mrr = found.hit_rate[name], found.mrr[name]
        rows.append(
            [
                cell(shown, about),
                text(percent(hit.mean)),
                text(_between(hit.interval, percent_of=True)),
                text(f"{mrr.mean:.3f}"),
                text(_between(mrr.interval, percent_of=False)),
                *_against(found, name),
            ]
        )
    return table(_HEAD, rows)


def _against(found: Quality, name: str) -> list[str]:
    """How many times the hit rate of a baseline the system has."""
    if name not in COMPARED:
        return [NOTHING, NOTHING]
    one = found.against[name]["hit_rate"]
    if one.ratio is None:
        return [NOTHING, NOTHING]
    interval = one.ratio_interval
    between = f"{interval.low or 0:.2f} to {interval.high or 0:.2f}"
    return [text(f"{one.ratio:.2f} times"), text(between)]


def _between(interval: Interval, *, percent_of: bool) -> str:
    low, high = interval.low or 0.0, interval.high or 0.0
    if percent_of:
        return f"{100 * low:.1f} to {100 * high:.1f}"
    return f"{low:.3f} to {high:.3f}"


def _behaviours(found: Quality) -> str:
    rows = [
        [cell(name, _BEHAVIOURS.get(name, "")), text(percent(share))]
        for name, share in found.by_behaviour.items()
    ]
    note = element("p", text(f"Share of next items in the list of {OURS}."), class_="note")
    return table(("", "In the list"), rows) + note


_BEHAVIOURS: Final = {
    "browser": "wanders from one item to one like it",
    "comparer": "goes back and forth",
    "hunter": "knows what it came for",
}
