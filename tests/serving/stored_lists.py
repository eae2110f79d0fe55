"""Lists and candidates as a store has them, made up: of one user, of the items beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from events.recommendations.ranked_candidate import RankedCandidate
from online_store.async_lists import StoredForLists
from online_store.candidates import StoredCandidates
from online_store.lists import StoredList

MADE_MS = 1_736_121_600_000
NOW_S = MADE_MS / 1_000 + 90
DEFINITIONS = "81cc67efb9811fd6"

CANDIDATES = (
    RankedCandidate("earbuds-1", 0.923455, "session", "seen in this session", "audio"),
    RankedCandidate("lamp-2", 0.69693, "transition", "often seen right after earbuds-1", "lamps"),
    RankedCandidate("chair-3", 0.25, "category", "sought in this category", None),
    RankedCandidate("desk-4", 0.125, "covisit", "often seen with lamp-2", "desks"),
)
"""Of the user; the first three are the list."""


def stored_list(candidates: Sequence[RankedCandidate] = CANDIDATES[:3]) -> StoredList:
    """The list that these are."""
    return StoredList(
        list_id="f78b50029f299ac8307e24affb40b9a1",
        event_time_ms=MADE_MS,
        items=tuple(one.item for one in candidates),
        variant="control",
        schema_version=1,
        definitions=DEFINITIONS,
        ranker="ranker@1",
        rules=("no_repeats@2",),
        job_version="1",
        ttl_s=600,
    )


def stored_candidates(
    ranked: Sequence[RankedCandidate] = CANDIDATES, at_item: str | None = "desk-9"
) -> StoredCandidates:
    """The candidates that these are, for lists of three."""
    return StoredCandidates(
        event_time_ms=MADE_MS,
        ranked=tuple(ranked),
        length=3,
        per_category=3,
        in_a_row=3,
        at_item=at_item,
        category="audio",
        withheld=frozenset(),
        definitions=DEFINITIONS,
        ranker="ranker@1",
    )


@dataclass
class SimpleLists:
    """What the store has, by key of the shopper and by owner.

    Attributes:
        lists: by shopper.
        candidates: by owner.
        failing: raised instead.
    """

    lists: Mapping[str, StoredList] = field(default_factory=lambda: {"user:u-1": stored_list()})
    candidates: Mapping[str, StoredCandidates] = field(
        default_factory=lambda: {
            "user:u-1": stored_candidates(),
            "item:lamp-2": stored_candidates(CANDIDATES[2:], at_item="lamp-2"),
        }
    )
    failing: Exception | None = None

    async def read(self, shopper: str | None, owners: Sequence[str]) -> StoredForLists:
        if self.failing is not None:
            raise self.failing
        made = None if shopper is None else self.lists.get(shopper)
        return StoredForLists(made, tuple(self.candidates.get(one) for one in owners))
