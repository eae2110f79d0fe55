"""Candidates of a session with what speaks for each, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.recommendations.card_table import FACTS

Floats = NDArray[np.float64]

EVIDENCE: Final = (
    "after1", "after1_share", "after1_rank", "after2", "after2_share", "after3", "before",
    "near_last", "near", "near_most", "near_lately", "after", "bought", "sources", "walk",
    "walk_rank", "leader", "rough",
)  # fmt: skip
"""What `Candidates.evidence` has of each candidate; all shares are of the events that followed.

    after1          how often it came one step after the last item; with its share and its rank
    after2          two steps after the item before the last; with its share
    after3          three steps after the one before that
    before          how often it came before the last item
    near_last       closeness to the last item
    near            closeness to the items of the session, later ones count more
    near_most       closeness to the item that it is nearest to
    near_lately     as `near`, by the short half-life
    after           share of transitions from the items of the session, later ones count more
    bought          sessions in which it was bought with an item of this one
    sources         items of the session that it is a neighbour of
    walk            share of walks of two steps from the last item that end at it; with its rank
    leader          its rank among the leaders of a category, 0 where it is none
    rough           the score by which candidates are chosen
"""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates, roughly the best first.

    Attributes:
        item_ids: (candidates,) the items.
        in_session: (candidates,) whether the session has it.
        nearest: (candidates,) the item of the session that it is nearest to, None where it is a
            neighbour of none.
        categories: (candidates,) theirs, None where it is not known.
        evidence: (candidates, `EVIDENCE`).
        facts: (candidates, `FACTS`) of the newest card that the session knows of; NaN where there
            is none.
        values: (candidates, declared features of an item) of the same card; NaN where missing.
    """

    item_ids: Sequence[str]
    in_session: Sequence[bool]
    nearest: Sequence[str | None]
    categories: Sequence[str | None]
    evidence: Floats
    facts: Floats
    values: NDArray[np.float32]

    def __len__(self) -> int:
        """Number of candidates."""
        return len(self.item_ids)

    def column(self, name: str) -> Floats:
        """(candidates,) one of `EVIDENCE`."""
        found: Floats = self.evidence[:, EVIDENCE.index(name)]
        return found


NO_CANDIDATES: Final = Candidates(
    item_ids=(),
    in_session=(),
    nearest=(),
    categories=(),
    evidence=np.empty((0, len(EVIDENCE))),
    facts=np.empty((0, len(FACTS))),
    values=np.empty((0, 0), np.float32),
)
