"""What a shopper is recommended: candidates, their scores, rules, an ordered and mixed list.

::

    listing --> candidates --> ranker --> rules: out, up, down, first --> mixed by category --> list
                                no ranker: the rough score
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np

from events.recommendations.recommendation_list import RecommendedItem
from events.shared.model_ref import ModelRef
from events.shared.time_units import DAY_MS
from features.recommendations.listing import Listing
from models.recommendations.candidates import Candidate, candidates_of
from models.recommendations.inputs import BUILT_IN, matrix
from models.recommendations.ranker import Ranker
from models.recommendations.rules.reading import CANDIDATE_NAMES, ListForm, ListRules
from models.recommendations.wording import reason_of, source_of
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
    """

    items: tuple[RecommendedItem, ...]
    rules: tuple[str, ...]

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
        self._ranker, self._form = ranker, rules.form
        self.ruleset: Final = rules.sha256
        self._hits = rules.rules.compile(tuple(CANDIDATE_NAMES)).hits
        self._item_features = item_features

    @property
    def ranker_ref(self) -> ModelRef | None:
        """The ranker in force."""
        return None if self._ranker is None else self._ranker.artifact.ref

    def recommend(self, listing: Listing) -> Recommendations:
        """The list for what is known of a shopper."""
        kept, names = self._kept(listing)
        items = tuple(
            RecommendedItem(
                one.item_id, round(score, 6), source_of(one), reason_of(one, listing.session)
            )
            for score, one in _mixed(kept, self._form)
        )
        return Recommendations(items, tuple(names))

    def _kept(self, listing: Listing) -> tuple[list[tuple[float, Candidate]], dict[str, None]]:
        """Candidates that no rule excludes, best first, and the rules that matched any."""
        candidates = candidates_of(listing.session, listing.leaders)
        scored = zip(self._scores(listing, candidates), candidates, strict=True)
        names: dict[str, None] = {}
        kept = []
        for score, candidate in scored:
            hits = self._hits(_values(candidate, listing))
            names.update(dict.fromkeys(f"{rule.id}@{rule.version}" for rule in hits))
            moved = _moved(score, hits)
            if moved is not None:
                kept.append((moved, candidate))
        kept.sort(key=lambda one: (-one[0], one[1].item_id))
        return kept, names

    def order_of(self, listing: Listing, item_ids: Iterable[str]) -> tuple[str, ...] | None:
        """Some items in the order that they have here, before any mixing by category.

        None where one of them is no candidate, or a rule excludes it.
        """
        wanted = {*item_ids}
        found = tuple(one.item_id for _, one in self._kept(listing)[0] if one.item_id in wanted)
        return found if len(found) == len(wanted) else None

    def free_places(self, made: Recommendations) -> tuple[int, ...]:
        """Places of a list, counted from 0, whose item no rule has pinned."""
        return tuple(place for place, item in enumerate(made.items) if item.score < _PINNED / 2)

    def _scores(self, listing: Listing, candidates: Sequence[Candidate]) -> list[float]:
        if self._ranker is None:
            return [one.rough for one in candidates]
        inputs = matrix(listing.session, candidates, self._item_features, listing.values)
        scores: list[float] = self._ranker.scores(inputs).astype(np.float64).tolist()
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


def _values(candidate: Candidate, listing: Listing) -> tuple[object, ...]:
    """In the order of `CANDIDATE_NAMES`."""
    card, session = candidate.card, listing.session
    last = session.views.get(session.items[-1])
    category = None if card is None else card.category
    of_last = None if last is None else last.card.category
    return (
        candidate.item_id,
        category,
        None if card is None else card.price_minor,
        card is None or card.available,
        None if card is None else (session.now_ms - card.first_seen_ms) / DAY_MS,
        candidate.item_id in session.items,
        candidate.item_id in listing.bought,
        candidate.item_id in listing.hidden,
        source_of(candidate),
        None if category is None or of_last is None else category == of_last,
    )


def _mixed(
    ranked: Sequence[tuple[float, Candidate]], form: ListForm
) -> list[tuple[float, Candidate]]:
    """The best, with at most so many of a category, and not too many of one in a row."""
    chosen: list[tuple[float, Candidate]] = []
    waiting = list(ranked)
    counts: dict[str, int] = {}
    while waiting and len(chosen) < form.length:
        row = _row(chosen)
        place = next(
            (
                place
                for place, (_, one) in enumerate(waiting)
                if row is None or row[1] < form.in_a_row or _category(one) != row[0]
            ),
            0,
        )
        picked = waiting.pop(place)
        category = _category(picked[1])
        if category is not None:
            counts[category] = counts.get(category, 0) + 1
            if counts[category] > form.per_category:
                continue
        chosen.append(picked)
    return chosen


def _row(chosen: Sequence[tuple[float, Candidate]]) -> tuple[str, int] | None:
    """The category of the last one and how many of it there are in a row at the end."""
    category = _category(chosen[-1][1]) if chosen else None
    if category is None:
        return None
    length = 0
    for _, one in reversed(chosen):
        if _category(one) != category:
            break
        length += 1
    return category, length


def _category(candidate: Candidate) -> str | None:
    return None if candidate.card is None else candidate.card.category
