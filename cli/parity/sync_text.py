"""A comparison of decisions on request with the job's, for a person."""

from collections import Counter
from collections.abc import Iterator

from reporting.printable import printable
from serving.fraud.parity.load_causes import JOB_WAS_AHEAD, OTHER_ORDER, UNEXPLAINED
from serving.fraud.parity.load_listing import ListedDifference
from serving.fraud.parity.load_parity import LoadParity
from serving.fraud.parity.sync_parity import SyncParity

_ACTIONS = ("allow", "flag", "block")
_MOST_FIELDS = 10
_MOST_LISTED = 3
_CAUSES = {
    JOB_WAS_AHEAD: "decided before it was asked about",
    OTHER_ORDER: "asked about in another order",
    UNEXPLAINED: "none that is known",
}


def lines_of(result: SyncParity) -> Iterator[str]:
    """The comparison, the verdict last."""
    yield f"{'':20}{'on request':>12}{'job':>12}"
    for action in _ACTIONS:
        yield f"{action:20}{result.said[action]:>12,}{result.decided[action]:>12,}"
    yield ""
    yield from _counted("rest on", result.by_basis)
    yield from _counted("declare", result.by_shortfall)
    yield from _counted("differ in", Counter(dict(result.by_field.most_common(_MOST_FIELDS))))
    for one in result.examples:
        declared = f"; declared: {', '.join(one.shortfalls)}" if one.shortfalls else ""
        fields = ", ".join(one.fields)
        yield (
            f"decision {printable(one.decision_id)}: {one.said} on request, {one.decided} by the"
            f" job; differs in {fields}{declared}"
        )
    share = result.differences / result.payments if result.payments else 0.0
    yield (
        f"{result.payments:,} payments: {result.differences:,} decisions differ ({share:.2%}),"
        f" {result.other_actions:,} in their action; {result.undeclared:,} without a word;"
        f" {result.one_sided:,} decided by one alone; {result.refused:,} records decided by neither"
    )


def load_lines_of(result: LoadParity) -> Iterator[str]:
    """A comparison under load, the verdict last."""
    for name, shares in (
        ("store behind, ms", result.mirror_lag_ms),
        ("answer to the job's decision, ms", result.decided_after_ms),
    ):
        told = "  ".join(f"{share} {value:,.1f}" for share, value in shares.items())
        yield f"{name:36}{told or 'none'}"
    yield from _counted("differ in", Counter(dict(list(result.by_field.items())[:_MOST_FIELDS])))
    for cause, count in result.by_cause.items():
        yield f"{'differ for: ' + _CAUSES.get(cause, f'declared, {cause}'):44}{count:>10,}"
        of_cause = [one for one in result.listed if one.cause == cause]
        yield from map(_listed, of_cause[:_MOST_LISTED])
    records = result.asked + result.passed_over
    if result.passed_over or result.too_late:
        yield (
            f"who asks did not keep up with the job: of {records:,} records"
            f" {result.passed_over:,} were not asked about and {result.too_late:,} too late; those"
            " that were are compared"
        )
    yield (
        f"{result.asked:,} of {records:,} records asked about ({result.refused:,} no payments or"
        f" had before, {result.repeated:,} repeated): the job decided {result.agree:,} likewise,"
        f" {result.differ:,} otherwise ({result.share_that_differs:.2%}), of these"
        f" {result.other_actions:,} with another action and {result.declared:,} with a word that"
        f" they may; {result.unmatched:,} not decided by the end"
    )


def _listed(one: ListedDifference) -> str:
    """One difference; the others, and more of each, are in the JSON."""
    told = f"; declared: {', '.join(one.shortfalls)}" if one.shortfalls else ""
    fields = ", ".join(
        f"{name} {printable(str(both.said))} / {printable(str(both.decided))}"
        for name, both in list(one.fields.items())[:_MOST_LISTED]
    )
    more = len(one.fields) - _MOST_LISTED
    return (
        f"  {printable(one.transaction_id)}, record {one.place:,}, asked as {one.asked_as:,}:"
        f" {fields}{f' and {more} more' if more > 0 else ''} (on request / job){told}"
    )


def _counted(what: str, counts: Counter[str]) -> Iterator[str]:
    for name, count in counts.most_common():
        yield f"{what + ' ' + name:44}{count:>10,}"
