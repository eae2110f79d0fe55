"""Training on a history in one pass: states, then lists, then a ranker, then what is held out.

::

    records --> replayer --> pairs --+--> lists --> fit --> ranker
                                     +--> after it was fitted: ranks of what is held out

No list knows what came after its event: the ranker is fitted before the first list is measured, and
states have seen no later event than a list's own when it is made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from features.recommendations.listing import Listing
from features.recommendations.record_files import Record
from features.recommendations.replayer import Replayer
from models.recommendations.ranker import Ranker
from models.recommendations.training.drawn_shoppers import DrawnShoppers
from models.recommendations.training.held_out import HeldOutLists
from models.recommendations.training.lists import (
    NOWHERE,
    LabelledList,
    ListCollector,
    TrainingLists,
    labelled_list,
)
from models.recommendations.training.pairs import Pair, Pairing
from models.recommendations.training.split import Split

ListPair = Pair[Listing]
Fit = Callable[[TrainingLists], Ranker]


@dataclass(frozen=True, slots=True)
class TableList:
    """A list as it goes into a table.

    Attributes:
        pair: the events.
        made: the candidates with their inputs.
        is_held_out: whether it was only measured.
    """

    pair: ListPair
    made: LabelledList
    is_held_out: bool


class ListHistory:
    """Pairs of a history, each with all that the job would have known at its first event.

    Args:
        replayer: whose states the records go through.
    """

    def __init__(self, replayer: Replayer) -> None:
        self._replayer = replayer
        self._pairing: Pairing[Listing] = Pairing(replayer.limits)

    def feed(self, record: Record) -> ListPair | None:
        """Takes the next record."""
        if isinstance(record, CatalogueItem):
            self._replayer.feed_item(record)
            return None
        if isinstance(record, IdentityLink):
            self._replayer.feed_link(record)
            return None
        replayed = self._replayer.feed(record)
        listing = replayed.listing
        if listing is None:
            return None
        owned = replace(record, shopper_id=replayed.shopper_id)
        return self._pairing.take(replayed.shopper_id, owned, listing.session, listing)


@dataclass(frozen=True, slots=True)
class HistoryTrained:
    """What came of a pass.

    Attributes:
        ranker: that was fitted.
        lists: that it was fitted to.
        missed: lists whose next item was no candidate.
        held_out: ranks of what is held out.
    """

    ranker: Ranker
    lists: int
    missed: int
    held_out: HeldOutLists


class HistoryTraining:
    """One pass.

    Args:
        replayer: empty.
        split: by time.
        share: of the shoppers whose lists count; see `DrawnShoppers`.
        fit: makes the ranker of the lists.
        keep: told of each list that has its next item among the candidates.
    """

    def __init__(
        self,
        replayer: Replayer,
        split: Split,
        share: float,
        fit: Fit,
        keep: Callable[[TableList], None] | None = None,
    ) -> None:
        self._history = ListHistory(replayer)
        self._split, self._drawn = split, DrawnShoppers(share)
        self._fit, self._keep = fit, keep
        self._collector = ListCollector(len(replayer.plan.item_names))
        self._lists = 0
        self._held_out: HeldOutLists | None = None

    def run(self, records: Iterable[Record]) -> HistoryTrained:
        """Takes all records.

        Raises:
            ValueError: no list could be learned from.
        """
        for record in records:
            if self._held_out is None and _time_ms(record) >= self._split.held_out_ms:
                self._held_out = self._fitted()
            pair = self._history.feed(record)
            if pair is not None and pair.shopper_id in self._drawn:
                self._take(pair)
        held_out = self._held_out or self._fitted()
        return HistoryTrained(held_out.ranker, self._lists, self._collector.missed, held_out)

    def _fitted(self) -> HeldOutLists:
        self._lists = len(self._collector)
        return HeldOutLists(self._fit(self._collector.take()))

    def _take(self, pair: ListPair) -> None:
        event_ms, next_ms = pair.event.event_time_ms, pair.next_event.event_time_ms
        item_id = pair.next_event.item_id
        if self._held_out is None:
            if self._split.is_learned(event_ms, next_ms):
                self._tell(pair, self._collector.add(pair.known, item_id), is_held_out=False)
        elif event_ms >= self._split.held_out_ms:
            made = labelled_list(pair.known, item_id, self._collector.item_values)
            self._held_out.add(made, pair.shopper_id)
            self._tell(pair, made, is_held_out=True)

    def _tell(self, pair: ListPair, made: LabelledList, *, is_held_out: bool) -> None:
        if self._keep is not None and made.place != NOWHERE:
            self._keep(TableList(pair, made, is_held_out))


def _time_ms(record: Record) -> int:
    """When a record moves the history on; one of the catalogue does not."""
    return 0 if isinstance(record, CatalogueItem) else record.event_time_ms
