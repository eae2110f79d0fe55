"""Decisions over history, the same as the job's: `models.fraud.decider.Decider.judge`, by columns.

::

    rows --typed columns--> compiled rules, row by row --> settled? --> their action
      |                                                      | no
      +------------- float32 matrix --> model in batches ----+--> thresholds --> action
    a late row: rules over the payment alone, or allow
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backtest.rule_values import rule_rows
from backtest.setting import Setting
from events.fraud.decision import Action
from models.fraud.rules import settle
from models.fraud.thresholds import thresholds_of
from models.shared.rules import Rule, RuleSet
from models.shared.scorer import OnnxScorer
from trainset.table import Ints, TrainingTable

ACTIONS: Final[tuple[Action, ...]] = ("allow", "flag", "block")
"""Actions by their code in `Decisions.action`, the stronger the higher."""
ALLOW: Final = 0
FLAG: Final = 1
BLOCK: Final = 2

_CHUNK: Final = 65_536

Advance = Callable[[int], object]
"""Told how many more rows are done."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What one setting decides of some rows; all arrays have one value a row.

    Attributes:
        action: code in `ACTIONS`.
        score: probability of fraud where the model decided, NaN where the rules did.
        model_score: what the model says of the payment, also where a rule settled it; NaN where
            the payment is late or the model gives no probability.
        hit_set: index into `hit_sets`.
        hit_sets: every set of rules that matched together; the first is empty.
    """

    action: NDArray[np.int8]
    score: NDArray[np.float64]
    model_score: NDArray[np.float64]
    hit_set: NDArray[np.int32]
    hit_sets: tuple[tuple[Rule, ...], ...]

    @property
    def by_model(self) -> NDArray[np.bool_]:
        """Whether the model decided."""
        return ~np.isnan(self.score)

    def hits(self, place: int) -> tuple[Rule, ...]:
        """The rules that matched the row at `place`."""
        return self.hit_sets[int(self.hit_set[place])]


def decide(
    table: TrainingTable, rows: Ints, setting: Setting, advance: Advance = lambda _: None
) -> Decisions:
    """The decisions of `setting` for `rows` of `table`.

    Raises:
        ValueError: a rule or the model reads a feature that the table does not have.
    """
    table.columns(setting.features_read())
    matcher = _Matcher(setting.rules)
    scorer = OnnxScorer(setting.artifact, table.feature_names)
    hit_set = np.zeros(rows.size, dtype=np.int32)
    model_score = np.full(rows.size, np.nan)
    for start in range(0, rows.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        hit_set[part] = matcher.match(table, rows[part])
        model_score[part] = _scores(table, rows[part], scorer)
        advance(rows[part].size)
    settled = np.array([_code(hits) for hits in matcher.hit_sets], dtype=np.int8)[hit_set]
    score = np.where(settled < 0, model_score, np.nan)
    # A late row has no score, reaches no threshold and is allowed; any other without a score is
    # flagged, as the job does.
    without = np.isnan(model_score) & ~table.late[rows]
    by_score = np.maximum(thresholds_of(setting.artifact.manifest).places(score), without)
    action = np.where(settled >= 0, settled, by_score).astype(np.int8)
    return Decisions(action, score, model_score, hit_set, matcher.hit_sets)


def _code(hits: tuple[Rule, ...]) -> int:
    settled = settle(rule.action for rule in hits)
    return -1 if settled is None else ACTIONS.index(settled)


def _scores(table: TrainingTable, rows: Ints, scorer: OnnxScorer) -> NDArray[np.float64]:
    """The model's score of each row, NaN where it is late."""
    scores = np.full(rows.size, np.nan)
    on_time = np.flatnonzero(~table.late[rows])
    if on_time.size:
        scores[on_time] = scorer.score_matrix(model_inputs(table, rows[on_time], scorer))
    return scores


def model_inputs(table: TrainingTable, rows: Ints, scorer: OnnxScorer) -> NDArray[np.float32]:
    """(rows, features) of the model, missing values filled, as `OnnxScorer.matrix` makes them."""
    inputs = table.values[np.ix_(rows, np.array(scorer.columns))]
    return np.where(np.isnan(inputs), scorer.manifest.missing_value, inputs).astype(np.float32)


class _Matcher:
    """Matches the rules of a set, and numbers every set of rules that matches together."""

    def __init__(self, rules: RuleSet) -> None:
        # One name at least, so that there is a row of values for each payment.
        read = {"amount_minor"}.union(*(rule.condition.names for rule in rules.rules))
        self._compiled = rules.compile(sorted(read))
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self._sets: list[tuple[Rule, ...]] = [()]

    @property
    def hit_sets(self) -> tuple[tuple[Rule, ...], ...]:
        """Every set of rules that has matched, by its number."""
        return tuple(self._sets)

    def match(self, table: TrainingTable, rows: Ints) -> list[int]:
        """Number of the set of rules that match each row.

        A late row lacks its history, so that only rules over the payment alone match it.
        """
        matching = map(self._compiled.hits, rule_rows(table, rows, self._compiled.names))
        return [self._number(hits) if hits else 0 for hits in matching]

    def _number(self, hits: tuple[Rule, ...]) -> int:
        ids = tuple(rule.id for rule in hits)
        number = self._numbers.get(ids)
        if number is None:
            number = self._numbers[ids] = len(self._sets)
            self._sets.append(hits)
        return number
