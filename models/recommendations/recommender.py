"""What a shopper is recommended: candidates, their scores, rules, an ordered and mixed list.

::

    listing --> candidates --> ranker --> rules: out, up, down, first --> mixed by category --> list
                                no ranker: the rough score
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from events.recommendations.recommendation_list import RecommendedItem
from events.shared.model_ref import ModelRef
from events.shared.time_units import DAY_MS
from features.recommendations.listing import Listing
from models.recommendations.candidates import Candidates
from models.recommendations.gathering import candidates_of
from models.recommendations.inputs import BUILT_IN, matrix
from models.recommendations.ranker import Ranker
from models.recommendations.ranking import Ranking
from models.recommendations.rules.reading import CANDIDATE_NAMES, ListRules
from models.recommendations.wording import Source, sources_of
from models.shared.rules.rule import Rule

LIFT: Final = 1.0
"""What a boost adds to a score, and a demotion takes from it. Scores are of the order of 1."""

_PINNED: Final = 1e6


@dataclass(frozen=True, slots=True)
class Recommendations:
    """A list and what made it so.

    Attributes:
        items: best first.
        rules: that matched a candidate, each as ``NAME@VERSION``.
        ranking: of all candidates, which the items are the best of.
    """

    items: tuple[RecommendedItem, ...]
    rules: tuple[str, ...]
    ranking: Ranking

    @property
    def digest(self) -> int:
        """A number that tells lists of other items, or in another order, apart; never 0."""
        return crc32("\n".join(item.item_id for item in self.items).encode()) + 1


class Recommender:
    """Makes lists by one ranker and one set of rules.

    Args:
        ranker: None where candidates are taken by their rough score.
        rules: what lists are subject to.
        item_features: number of declared features of an item.
    """

    def __init__(self, ranker: Ranker | None, rules: ListRules, item_features: int) -> None:
        self._ranker, self.form = ranker, rules.form
        self.ruleset: Final = rules.sha256
        self._hits = rules.rules.compile(tuple(CANDIDATE_NAMES)).hits
        self._item_features = item_features

    @property
    def ranker_ref(self) -> ModelRef | None:
        """The ranker in force."""
        return None if self._ranker is None else self._ranker.artifact.ref

    def recommend(self, listing: Listing) -> Recommendations:
        """The list for what is known of a shopper."""
        found = candidates_of(listing.session, listing.leaders, self._item_features)
        sources = sources_of(found)
        kept, names = self._kept(listing, found, sources)
        ranking = Ranking(kept, found, sources, listing.session, self.form)
        items = tuple([one.item for one in ranking.listed()])
        return Recommendations(items, tuple(names), ranking)

    def _kept(
        self, listing: Listing, found: Candidates, sources: Sequence[Source]
    ) -> tuple[list[tuple[float, int]], dict[str, None]]:
        """Score and place of what no rule excludes, best first, and the rules that matched any."""
        names: dict[str, None] = {}
        kept = []
        scores, values = self._scores(listing, found), _rule_values(listing, found, sources)
        for place, (score, of_one) in enumerate(zip(scores, values, strict=True)):
            hits = self._hits(of_one)
            if not hits:
                kept.append((score, place))
                continue
            names.update(dict.fromkeys(f"{rule.id}@{rule.version}" for rule in hits))
            moved = _moved(score, hits)
            if moved is not None:
                kept.append((moved, place))
        kept.sort(key=lambda one: (-one[0], found.item_ids[one[1]]))
        return kept, names

    def order_of(self, listing: Listing, item_ids: Iterable[str]) -> tuple[str, ...] | None:
        """Some items in the order that they have here, before any mixing by category.

        None where one of them is no candidate, or a rule excludes it.
        """
        wanted = {*item_ids}
        candidates = candidates_of(listing.session, listing.leaders, self._item_features)
        kept, _ = self._kept(listing, candidates, sources_of(candidates))
        ordered = (candidates.item_ids[place] for _, place in kept)
        found = tuple(item_id for item_id in ordered if item_id in wanted)
        return found if len(found) == len(wanted) else None

    def free_places(self, made: Recommendations) -> tuple[int, ...]:
        """Places of a list, counted from 0, whose item no rule has pinned."""
        return tuple(place for place, item in enumerate(made.items) if item.score < _PINNED / 2)

    def _scores(self, listing: Listing, candidates: Candidates) -> list[float]:
        scores: list[float]
        if self._ranker is None:
            scores = candidates.column("rough").tolist()
        else:
            inputs = matrix(listing.session, candidates, listing.values)
            scores = self._ranker.scores(inputs).tolist()
        return scores


def input_names(item_names: Sequence[str], shopper_names: Sequence[str]) -> tuple[str, ...]:
    """Names of what a ranker can read, in the order of its columns."""
    return (*BUILT_IN, *item_names, *shopper_names)


def _moved(score: float, hits: Iterable[Rule]) -> float | None:
    """The score after the rules that match; None where one excludes."""
    for rule in hits:
        if rule.action == "exclude":
            return None
        score += {"boost": LIFT, "demote": -LIFT, "pin": _PINNED}[rule.action]
    return score


def _rule_values(
    listing: Listing, candidates: Candidates, sources: Sequence[Source]
) -> Iterable[tuple[object, ...]]:
    """Of each candidate in the order of `CANDIDATE_NAMES`."""
    session = listing.session
    last = session.views.get(session.items[-1])
    of_last = None if last is None else last.card.category
    first_seen_ms, price_minor, available = candidates.facts[:, 1:4].T.tolist()
    item_ids, categories = candidates.item_ids, candidates.categories
    # What is not known is NaN, which no number equals, not even itself.
    return zip(
        item_ids,
        categories,
        [int(price) if price == price else None for price in price_minor],  # noqa: PLR0124
        [one != 0 for one in available],
        [
            (session.now_ms - since_ms) / DAY_MS if since_ms == since_ms else None  # noqa: PLR0124
            for since_ms in first_seen_ms
        ],
        candidates.in_session,
        [item_id in listing.bought for item_id in item_ids],
        [item_id in listing.hidden for item_id in item_ids],
        sources,
        [None if one is None or of_last is None else one == of_last for one in categories],
        strict=True,
    )
