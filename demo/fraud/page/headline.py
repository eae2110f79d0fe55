"""The page's head: what was decided, what to know of it, and the numbers that matter most."""

from collections.abc import Iterator

from demo.fraud.detection import Tally
from demo.fraud.finding import Finding
from demo.fraud.latency_caption import payments_queued, queued_note
from demo.fraud.plan import PUBLISHED_LIMIT_MS, PUBLISHED_MEAN_MS
from demo.fraud.summary import Summary
from demo.shared.page.checks import failed_checks
from reporting.blocks import tile
from reporting.markup import element, text
from reporting.wording import count, false_alarms, number, percent


def headline(title: str, finding: Finding) -> str:
    """Title, warnings and tiles."""
    warnings = "".join(element("li", text(note)) for note in _warnings(finding.summary))
    return (
        element("h1", text(title))
        + element("p", text(_lead(finding)), class_="lead")
        + (element("ul", warnings, class_="warnings") if warnings else "")
        + element("div", *_tiles(finding), class_="tiles three")
    )


def _lead(finding: Finding) -> str:
    scenario, summary = finding.plan.scenario, finding.summary
    from_a_file = summary.end_to_end_latency_ms is None
    way = "read from a file" if from_a_file else "in and out through a local Kinesis server"
    return (
        f"{count(scenario.cards)} cards, {count(scenario.merchants)} merchants and"
        f" {scenario.days} days of payments, simulated with seed {scenario.seed} and"
        f" decided by the Flink job on this machine, {way}."
    )


def _warnings(summary: Summary) -> Iterator[str]:
    yield from failed_checks(summary.checks)
    if payments_queued(summary):
        yield f"Latency says little here: {queued_note(summary)}."


def _tiles(finding: Finding) -> Iterator[str]:
    summary, expected = finding.summary, finding.data.expected
    both, latency = summary.detection.both, summary.in_job_latency_ms
    besides = f"; {count(summary.labels)} labels besides" if summary.labels else ""
    yield tile(
        "Records in",
        count(summary.payments_in),
        f"{count(expected.payments)} payments, {count(expected.duplicates)} of them sent twice,"
        f" {count(expected.malformed)} malformed records{besides}",
    )
    yield tile(
        "Decisions",
        count(sum(summary.decided.values())),
        f"{count(summary.decided['allow'])} allowed, {count(summary.decided['flag'])} flagged,"
        f" {count(summary.decided['block'])} blocked",
    )
    yield tile(
        "Frauds stopped",
        percent(both.detection_rate),
        f"{count(both.frauds_stopped)} of {count(summary.detection.frauds)} flagged or blocked",
    )
    yield tile(
        "Genuine payments stopped",
        percent(both.false_positive_rate, 2),
        f"{count(both.genuine_stopped)} of {count(summary.detection.genuine)} genuine payments;"
        f" {_false_alarms(both)}",
    )
    yield tile(
        "Latency in the job, mean",
        f"{number(latency.mean)} ms",
        f"from record read to decision; the published case, another system, has"
        f" {PUBLISHED_MEAN_MS} ms",
    )
    yield tile(
        "99 % decided within",
        f"{number(latency.p99)} ms",
        f"at {summary.latency_rate_per_s} payments a second; the published case has a limit of"
        f" {PUBLISHED_LIMIT_MS} ms",
    )


def _false_alarms(tally: Tally) -> str:
    return false_alarms(tally.genuine_stopped, tally.genuine_stopped + tally.frauds_stopped)
