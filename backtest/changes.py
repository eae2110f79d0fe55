"""Decisions that a candidate makes otherwise than the current setting.

A change is for the better where it treats a fraud more strictly or a genuine payment less so, for
the worse the other way round; of a payment too young to judge nobody knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isnan
from typing import Literal

import numpy as np

from backtest.decide import ACTIONS, Decisions
from backtest.history import History
from backtest.money import Tally, tally
from events.fraud.decision import Action

Verdict = Literal["better", "worse", "unknown"]


@dataclass(frozen=True, slots=True)
class Move:
    """The payments of one currency that go from one action to another.

    Attributes:
        fraud: those known to be fraudulent.
        genuine: those known to be genuine.
        young: those too young for the truth to be known.
    """

    before: Action
    after: Action
    currency: str
    fraud: Tally
    genuine: Tally
    young: Tally


@dataclass(frozen=True, slots=True)
class DecisionChange:
    """One payment that is decided otherwise.

    Attributes:
        time: of the payment, ISO 8601, UTC.
        score_before: the model's probability of fraud, None where rules settled the payment.
        rules_before: ids of the rules that matched.
        truth: ``fraud``, ``genuine``, or ``young`` where it is not known yet.
    """

    transaction_id: str
    time: str
    amount_minor: int
    currency: str
    before: Action
    after: Action
    score_before: float | None
    score_after: float | None
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]
    truth: Literal["fraud", "genuine", "young"]
    verdict: Verdict


class Comparison:
    """A candidate's decisions beside the current ones, of the same rows.

    Args:
        history: the payments.
        current: what is decided of them now.
        candidate: what would be decided.
    """

    def __init__(self, history: History, current: Decisions, candidate: Decisions) -> None:
        self._history, self._truth = history, history.truth
        self._current, self._candidate = current, candidate
        self._places = np.flatnonzero(current.action != candidate.action)
        stricter = (candidate.action > current.action)[self._places]
        right = stricter == self._truth.fraud[self._places]
        young = ~self._truth.counted[self._places]
        self._verdicts = np.where(young, "unknown", np.where(right, "better", "worse"))

    def count(self, verdict: Verdict | None = None) -> int:
        """Number of changes, or of those of one kind."""
        if verdict is None:
            return int(self._places.size)
        return int((self._verdicts == verdict).sum())

    def moves(self) -> tuple[Move, ...]:
        """Every pair of actions and currency that occurs, in the order of `ACTIONS`."""
        before, after = self._current.action, self._candidate.action
        currency = self._history.currency
        return tuple(
            self._move(was, becomes, name)
            for was in range(len(ACTIONS))
            for becomes in range(len(ACTIONS))
            for name in sorted(set(currency[(before == was) & (after == becomes)].tolist()))
            if was != becomes
        )

    def _move(self, was: int, becomes: int, currency: str) -> Move:
        moved = (self._current.action == was) & (self._candidate.action == becomes)
        moved &= self._history.currency == currency
        amounts, truth = self._history.amount_minor, self._truth
        return Move(
            before=ACTIONS[was],
            after=ACTIONS[becomes],
            currency=currency,
            fraud=tally(amounts, moved & truth.counted_fraud),
            genuine=tally(amounts, moved & truth.counted_genuine),
            young=tally(amounts, moved & ~truth.counted),
        )

    def all(self) -> Iterator[DecisionChange]:
        """Every change, in order of arrival."""
        return (self._change(number) for number in range(self._places.size))

    def largest(self, verdict: Verdict, most: int) -> tuple[DecisionChange, ...]:
        """The changes of one kind with the largest amounts, at most so many."""
        numbers = np.flatnonzero(self._verdicts == verdict)
        amounts = self._history.amount_minor[self._places[numbers]]
        order = np.argsort(-amounts, kind="stable")[:most]
        return tuple(self._change(number) for number in numbers[order].tolist())

    def _change(self, number: int) -> DecisionChange:
        place = int(self._places[number])
        row = int(self._history.rows[place])
        table, current, candidate = self._history.table, self._current, self._candidate
        known: Literal["fraud", "genuine"] = "fraud" if self._truth.fraud[place] else "genuine"
        verdict: Verdict = self._verdicts[number].item()
        return DecisionChange(
            transaction_id=str(table.transaction_id[row]),
            time=_iso(int(table.event_time_ms[row])),
            amount_minor=int(table.amount_minor[row]),
            currency=str(table.currency[row]),
            before=ACTIONS[current.action[place]],
            after=ACTIONS[candidate.action[place]],
            score_before=_score(current.score[place]),
            score_after=_score(candidate.score[place]),
            rules_before=tuple(rule.id for rule in current.hits(place)),
            rules_after=tuple(rule.id for rule in candidate.hits(place)),
            truth=known if self._truth.counted[place] else "young",
            verdict=verdict,
        )


def _iso(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).isoformat(timespec="milliseconds")


def _score(score: float) -> float | None:
    return None if isnan(score) else round(float(score), 6)
