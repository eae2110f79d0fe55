"""What was detected of each kind of fraud: by pattern, by amount, by channel."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backtest.decide import BLOCK, FLAG, Decisions
from backtest.history import History
from backtest.truth import KnownTruth
from reporting.segment import Segment
from trainset.table import Ints

_BANDS: Final = 5


def by_name(
    names: NDArray[np.object_], decisions: Decisions, truth: KnownTruth
) -> tuple[Segment, ...]:
    """The known frauds by (n,) names of their kind, the kind with the most frauds first."""
    fraud = truth.counted_fraud
    kinds, counts = np.unique(names[fraud].astype(str), return_counts=True)
    ordered = kinds[np.argsort(-counts, kind="stable")].tolist()
    return tuple(_segment(name, fraud & (names == name), decisions) for name in ordered)


def by_amount(history: History, decisions: Decisions) -> tuple[tuple[int, Segment], ...]:
    """The known frauds of the main currency in five bands of equally many, lowest first.

    Each comes with the largest amount of its band in minor units; its name is left empty.
    """
    amounts = history.amount_minor
    fraud = history.truth.counted_fraud & history.main
    ends = np.unique(_quantiles(amounts[fraud])) if fraud.any() else np.zeros(0, dtype=np.int64)
    found, below = [], -1
    for end in ends.tolist():
        band = fraud & (amounts > below) & (amounts <= end)
        found.append((end, _segment("", band, decisions)))
        below = end
    return tuple(found)


def _quantiles(amounts: Ints) -> Ints:
    ordered = np.sort(amounts)
    ranks = -(-np.arange(1, _BANDS + 1) * ordered.size // _BANDS) - 1
    return np.asarray(ordered[np.maximum(ranks, 0)])


def _segment(name: str, mask: NDArray[np.bool_], decisions: Decisions) -> Segment:
    action, by_model = decisions.action[mask], decisions.by_model[mask]
    return Segment(
        name=name,
        blocked_by_rules=int(((action == BLOCK) & ~by_model).sum()),
        blocked_by_model=int(((action == BLOCK) & by_model).sum()),
        flagged_by_rules=int(((action == FLAG) & ~by_model).sum()),
        flagged_by_model=int(((action == FLAG) & by_model).sum()),
        missed=int(((action != BLOCK) & (action != FLAG)).sum()),
    )
