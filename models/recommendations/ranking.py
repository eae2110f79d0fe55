"""All candidates that no rule leaves out, in their order: a list is the best of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.recommendations.ranked_candidate import RankedCandidate
from features.recommendations.session_view import SessionView
from models.recommendations.candidates import Candidates
from models.recommendations.mixing import mixed
from models.recommendations.rules.reading import ListForm
from models.recommendations.wording import Source, reason_of


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates in their order, kept as they were found: most are never looked at again.

    Attributes:
        kept: score and place among `found`, best first.
        found: all candidates.
        sources: of each of them.
        session: that they are candidates of.
        form: of the lists that are made of them.
    """

    kept: Sequence[tuple[float, int]]
    found: Candidates
    sources: Sequence[Source]
    session: SessionView
    form: ListForm

    def listed(self) -> list[RankedCandidate]:
        """Those that make the list, as they are shown."""
        categories = self.found.categories
        of_list = mixed(self.kept, lambda one: categories[one[1]], self.form)
        return [self._candidate(score, place) for score, place in of_list]

    def candidates(self) -> tuple[RankedCandidate, ...]:
        """All of them."""
        return tuple([self._candidate(score, place) for score, place in self.kept])

    def _candidate(self, score: float, place: int) -> RankedCandidate:
        found, source = self.found, self.sources[place]
        return RankedCandidate(
            found.item_ids[place],
            round(score, 6),
            source,
            reason_of(source, found.nearest[place], self.session),
            found.categories[place],
        )
