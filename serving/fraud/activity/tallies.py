"""What the newest decisions add up to: a decision that leaves the window is taken off again.

All of it is whole numbers, so that taking off leaves no error behind.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from events.fraud.decision import Action
from serving.fraud.activity.facts import Facts

BINS: Final = 20
"""Of the score, 0 to 1."""


class Tally(Struct):
    """So many payments.

    Attributes:
        count: of all.
        minor: their amounts in minor units of the base currency.
        unpriced: those whose amount is not known in it.
    """

    count: int = 0
    minor: int = 0
    unpriced: int = 0

    def change(self, facts: Facts, by: int) -> None:
        """Add a payment (1) or take it off (-1)."""
        self.count += by
        if facts.amount_minor is None:
            self.unpriced += by
        else:
            self.minor += by * facts.amount_minor


class RuleTally(Struct, frozen=True):
    """A rule in the window.

    Attributes:
        id: of the rule.
        action: that it asks for.
        hits: payments that it matched.
        frauds: of these, those confirmed as frauds.
        cleared: of these, those found genuine.
    """

    id: str
    action: Action
    hits: Tally
    frauds: Tally
    cleared: Tally


class Tallies:
    """Sums over the decisions of a window."""

    def __init__(self) -> None:
        self.all = Tally()
        self._actions: defaultdict[Action, Tally] = defaultdict(Tally)
        self._verdicts: defaultdict[tuple[bool, Action], Tally] = defaultdict(Tally)
        self._rules: dict[tuple[str, Action], RuleTally] = {}
        self._scores: defaultdict[Action, list[int]] = defaultdict(lambda: [0] * BINS)

    def change(self, facts: Facts, by: int) -> None:
        """Add a decision (1) or take it off (-1), as it is known now."""
        self.all.change(facts, by)
        self._actions[facts.action].change(facts, by)
        if facts.score is not None:
            self._scores[facts.action][min(int(facts.score * BINS), BINS - 1)] += by
        if facts.is_fraud is not None:
            self._verdicts[facts.is_fraud, facts.action].change(facts, by)
        for key in facts.rules:
            self._change_rule(key, facts, by)

    def of(self, action: Action) -> Tally:
        """Decisions with an action."""
        return self._actions[action]

    def verdicts(self, *actions: Action, is_fraud: bool) -> Tally:
        """Payments with a verdict, among those with one of some actions."""
        found = [self._verdicts[is_fraud, action] for action in actions]
        return Tally(
            sum(one.count for one in found),
            sum(one.minor for one in found),
            sum(one.unpriced for one in found),
        )

    @property
    def rules(self) -> Sequence[RuleTally]:
        """Rules that matched, the one with most payments first."""
        return sorted(self._rules.values(), key=lambda rule: (-rule.hits.count, rule.id))

    @property
    def scores(self) -> Mapping[Action, Sequence[int]]:
        """Scored decisions by action and bin of the score, `BINS` of the same width."""
        return self._scores

    def _change_rule(self, key: tuple[str, Action], facts: Facts, by: int) -> None:
        rule = self._rules.setdefault(key, RuleTally(*key, Tally(), Tally(), Tally()))
        rule.hits.change(facts, by)
        if facts.is_fraud is not None:
            (rule.frauds if facts.is_fraud else rule.cleared).change(facts, by)
        if not rule.hits.count:
            del self._rules[key]
