"""The page's head: what was recommended, what to know of it, and the numbers that matter most."""

from collections.abc import Iterator

from demo.recommendations.finding import Finding
from demo.recommendations.latency_caption import events_queued, queued_note
from demo.recommendations.method_words import METHOD_WORDS
from demo.recommendations.next_item import OURS
from demo.recommendations.summary import Summary
from demo.shared.page.checks import failed_checks
from reporting.blocks import tile
from reporting.markup import element, text
from reporting.wording import count, number, percent


def headline(title: str, finding: Finding) -> str:
    """Title, warnings and tiles."""
    warnings = "".join(element("li", text(note)) for note in _warnings(finding.summary))
    return (
        element("h1", text(title))
        + element("p", text(_lead(finding)), class_="lead")
        + (element("ul", warnings, class_="warnings") if warnings else "")
        + element("div", *_tiles(finding.summary), class_="tiles three")
    )


def _lead(finding: Finding) -> str:
    scenario = finding.plan.scenario
    visits = {one.visit.visit_id for one in finding.data.sent.values()}
    return (
        f"{count(len(visits))} visits to a shop of {count(scenario.items)} items in"
        f" {scenario.days} days, simulated with seed {scenario.seed}, and a list for each shopper"
        " by the Flink job on this machine, from a start that knew nobody."
    )


def _warnings(summary: Summary) -> Iterator[str]:
    yield from failed_checks(summary.checks)
    if events_queued(summary):
        yield f"Latency says little here: {queued_note(summary)}."


def _tiles(summary: Summary) -> Iterator[str]:
    found, best = summary.quality, summary.quality.best_baseline
    latency = summary.event_to_store_ms
    yield tile(
        "Records in",
        count(summary.events_in),
        f"{count(summary.accepted)} accepted, {count(summary.late)} late,"
        f" {count(summary.duplicates)} sent twice, {count(summary.rejected)} rejected;"
        f" {count(summary.catalogue_records)} records of the catalogue besides",
    )
    yield tile(
        "Lists",
        count(summary.lists_written),
        f"for {count(summary.users)} users and {count(summary.sessions)} sessions without one;"
        " a list is made again only where it changes",
    )
    yield tile(
        f"Next item among the {found.k} listed",
        percent(found.hit_rate[OURS].mean),
        f"of {count(found.questions)}; {METHOD_WORDS[best][0]}, the best of the plain methods:"
        f" {percent(found.hit_rate[best].mean)}",
    )
    yield tile(
        "Its place in the list",
        f"{found.mrr[OURS].mean:.3f}",
        f"mean of 1 / place; {METHOD_WORDS[best][0]}: {found.mrr[best].mean:.3f}, popularity:"
        f" {found.mrr['popularity'].mean:.3f}",
    )
    yield tile(
        "From event to store, mean",
        f"{number(latency.mean)} ms",
        "from the time that an event was due to its list read in the store by somebody else",
    )
    yield tile(
        "99 % in the store within",
        f"{number(latency.p99)} ms",
        f"at {summary.rate_per_s} records a second; flat out"
        f" {count(round(summary.throughput_per_s))} events a second",
    )
