"""What was simulated and what recommended, with everything needed to run it again."""

from demo.recommendations.finding import Finding
from reporting.blocks import code, facts, section
from reporting.markup import element, text
from reporting.wording import count


def identity_section(finding: Finding) -> str:
    """The section."""
    newest = finding.outputs.lists[-1]
    return section(
        "Data and settings",
        "",
        facts(
            [
                ("Shop", text(_shop(finding))),
                ("Disorder", text(_disorder(finding))),
                ("Ranker", _ranker(finding)),
                ("Definitions", code(newest.definitions)),
                ("Job", text(f"version {newest.job_version or 'not stated'}")),
            ]
        ),
    )


def _shop(finding: Finding) -> str:
    scenario = finding.plan.scenario
    bots = sum(one.visit.behaviour == "bot" for one in finding.data.sent.values())
    return (
        f"seed {scenario.seed}: {count(scenario.items)} items in {scenario.categories} categories,"
        f" {count(scenario.accounts)} accounts, {count(scenario.events)} events, of which"
        f" {count(bots)} by bots; new items, prices and stock change over {scenario.days} days"
    )


def _disorder(finding: Finding) -> str:
    expected = finding.data.expected
    kinds = [record.kind for record in finding.data.records]
    return (
        f"{count(expected.duplicates)} redelivered, {count(expected.late)} too late,"
        f" {count(expected.rejected)} malformed, {count(kinds.count('out_of_order'))} out of order"
        " by seconds"
    )


def _ranker(finding: Finding) -> str:
    ranker = finding.outputs.lists[-1].ranker
    if ranker is None:
        return text("none: items are ordered by their rough score")
    return element("span", text(f"{ranker.name} {ranker.version}, "), code(ranker.sha256))
