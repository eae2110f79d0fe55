"""The figures of the overview, as one reader may see them."""

from collections.abc import Sequence
from math import log1p

from msgspec import Struct

from events.fraud.decision import Action
from reporting.wording import amount, counted
from serving.dashboard.drift_panel import DriftPanel, drift_panel
from serving.dashboard.sources import Sources
from serving.fraud.activity.activity import Activity
from serving.fraud.activity.latencies import Percentiles
from serving.fraud.activity.rates import ACTIONS
from serving.fraud.activity.tallies import BINS, RuleTally, Tallies, Tally
from serving.fraud.live import LiveDecisions
from serving.shared.caller import Caller

_MINUTE_S = 60
_LATENCY_S = 300
_MOST_RULES = 50


class Money(Struct, frozen=True):
    """So many payments, and their sum in words."""

    count: int
    money: str
    note: str


class RuleLine(Struct, frozen=True):
    """A rule in the table."""

    id: str
    action: Action
    hits: int
    money: str
    frauds: int
    cleared: int


class ScoreBin(Struct, frozen=True):
    """A bar of the score distribution.

    Attributes:
        begins: score at its left end.
        counts: payments by action.
        heights: of the parts, 0 to 1, one on the other: the logarithm of all, parted by counts.
    """

    begins: float
    counts: dict[Action, int]
    heights: dict[Action, float]


class Figures(Struct, frozen=True, kw_only=True):
    """What the panels show.

    Attributes:
        window: decisions that the sums are of.
        per_s: decisions a second in the last minute; None before a second was over.
        shares: part of the window by action, with its money.
        latency: of the last five minutes; None where nothing came.
        found: confirmed frauds that were blocked or flagged.
        missed: those that were allowed.
        false_alarms: payments found genuine that were blocked or flagged.
        rules: None where the reader may not see them.
        scores: of the window.
        newest_event_ms: of the decisions.
        newest_arrived_s: when one came last; None where none came since the start.
        labels_left_out: labels of all tenants that there was no room for.
    """

    window: int
    per_s: float | None
    shares: dict[Action, Money]
    latency: Percentiles | None
    found: Money
    missed: Money
    false_alarms: Money
    rules: Sequence[RuleLine] | None
    scores: Sequence[ScoreBin]
    scored: int
    newest_event_ms: int | None
    newest_arrived_s: int | None
    labels_left_out: int


class Operations(Struct, frozen=True, kw_only=True):
    """What concerns the platform alone.

    Attributes:
        causes: of dead letters with their counts, most first; None where nobody knows.
        newest_dead_letter_ms: when the last came.
        agreement: counts of answers by outcome; None where the reader may not see them.
        waiting: answers without the job's decision.
        drift: from training; None where nothing is compared, or not for this reader.
        answer_latency: from a request to its decision, in the last five minutes; None where none
            was asked for.
    """

    causes: Sequence[tuple[str, int]] | None
    newest_dead_letter_ms: int | None
    agreement: dict[str, int] | None
    waiting: int
    drift: DriftPanel | None
    answer_latency: Percentiles | None


class Overview(Struct, frozen=True):
    """All figures; None of what there is not, or not for this reader."""

    decided: Figures | None
    operations: Operations | None
    has_labels: bool
    latency_limit_ms: int


def figures_of(sources: Sources, caller: Caller, now_s: float) -> Overview:
    """The figures that a caller may see."""
    return Overview(
        None if sources.live is None else _decided(sources.live, caller, int(now_s)),
        _operations(sources, caller, int(now_s)) if caller.has_all_merchants else None,
        sources.has_labels,
        sources.latency_limit_ms,
    )


def _decided(live: LiveDecisions, caller: Caller, now_s: int) -> Figures:
    activity = live.activity.of(caller.merchants)
    tallies, currency = activity.tallies, live.activity.base_currency
    caught: tuple[Action, ...] = ("block", "flag")
    return Figures(
        window=tallies.all.count,
        per_s=_per_s(activity, now_s),
        shares={action: _money(tallies.of(action), currency) for action in ACTIONS},
        latency=activity.latencies.last(now_s, _LATENCY_S),
        found=_money(tallies.verdicts(*caught, is_fraud=True), currency),
        missed=_money(tallies.verdicts("allow", is_fraud=True), currency),
        false_alarms=_money(tallies.verdicts(*caught, is_fraud=False), currency),
        rules=_rules(tallies, currency) if "explain" in caller.scopes else None,
        scores=_bins(tallies),
        scored=sum(map(sum, tallies.scores.values())),
        newest_event_ms=activity.newest_event_ms,
        newest_arrived_s=activity.newest_arrived_s,
        labels_left_out=live.activity.labels_left_out,
    )


def _per_s(activity: Activity, now_s: int) -> float | None:
    means = [steps[0] for steps in activity.rates.per_s(now_s, _MINUTE_S, _MINUTE_S).values()]
    known = [mean for mean in means if mean is not None]
    return sum(known) if known else None


def _money(tally: Tally, currency: str) -> Money:
    note = f"{counted(tally.unpriced, 'payment')} without a rate" if tally.unpriced else ""
    return Money(tally.count, amount(tally.minor, currency), note)


def _rules(tallies: Tallies, currency: str) -> list[RuleLine]:
    return [_rule(rule, currency) for rule in tallies.rules[:_MOST_RULES]]


def _rule(rule: RuleTally, currency: str) -> RuleLine:
    money = amount(rule.hits.minor, currency)
    return RuleLine(
        rule.id, rule.action, rule.hits.count, money, rule.frauds.count, rule.cleared.count
    )


def _bins(tallies: Tallies) -> list[ScoreBin]:
    scores = {action: tallies.scores.get(action, [0] * BINS) for action in ACTIONS}
    totals = [sum(of[number] for of in scores.values()) for number in range(BINS)]
    highest = log1p(max(totals)) or 1.0
    bins: list[ScoreBin] = []
    for number, total in enumerate(totals):
        counts = {action: of[number] for action, of in scores.items()}
        height = log1p(total) / highest
        heights = {
            action: height * count / total if total else 0 for action, count in counts.items()
        }
        bins.append(ScoreBin(number / BINS, counts, heights))
    return bins


def _operations(sources: Sources, caller: Caller, now_s: int) -> Operations:
    letters = sources.dead_letters
    shown = "administer" in caller.scopes
    watch = None if sources.live is None else sources.live.drift
    return Operations(
        causes=None if letters is None else letters.by_cause.most_common(),
        newest_dead_letter_ms=None if letters is None else letters.newest_ms,
        agreement=dict(sources.agreement.counts) if shown else None,
        waiting=sources.agreement.waiting,
        drift=drift_panel(watch) if shown and watch is not None else None,
        answer_latency=sources.agreement.latencies.last(now_s, _LATENCY_S),
    )
