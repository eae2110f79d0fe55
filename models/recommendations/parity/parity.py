"""One replay against all that is to be compared with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from events.recommendations.recommendation_list import RecommendationList, list_id
from events.recommendations.shopper import shopper_key
from events.shared.feature_update import FeatureUpdate
from features.recommendations.listing import Listing  # noqa: TC001 - of a local annotation
from features.recommendations.record_files import Record
from features.recommendations.replayer import Replayer
from models.recommendations.experiments.list_maker import ListMaker
from models.recommendations.parity.join import Join
from models.recommendations.parity.rows import update_key
from models.recommendations.parity.table_lists import TableLists
from models.recommendations.parity.tally import Compared
from models.recommendations.replayed_lists import ListReplay, Made
from models.recommendations.training.lists import NOWHERE, labelled_list
from models.recommendations.training.pairs import Pair, Pairing

_RECORD = msgspec.json.Decoder(FeatureUpdate)


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared; None where it is not.

    Attributes:
        lists: of the job.
        features: feature updates of the job.
        table: rows of a training.
    """

    lists: Join[RecommendationList] | None
    features: Join[FeatureUpdate] | None
    table: TableLists | None


class ShoppingParity(Struct, frozen=True):
    """How each of them is to the replay, by what it is.

    Attributes:
        compared: `lists`, `features` and `table`, those that were asked for.
        kinds: events and links of the replay by what became of them.
    """

    compared: dict[str, Compared]
    kinds: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether all of them are as replayed."""
        return all(one.holds for one in self.compared.values())


def compare(
    records: Iterable[Record], replayer: Replayer, list_maker: ListMaker, sides: Sides
) -> ShoppingParity:
    """Replays records and compares what they give."""
    replay = ListReplay(replayer, list_maker)
    pairing: Pairing[Listing] = Pairing(replayer.limits)
    item_values = len(replayer.plan.item_names)
    for record in records:
        made = replay.feed(record)
        if made is None:
            continue
        _compare_outputs(made, sides)
        if sides.table is not None and made.listing is not None:
            event, listing = made.event, made.listing
            pair = pairing.take(event.shopper_id or "", event, listing.session, listing)
            if pair is not None:
                _compare_list(pair, sides.table, item_values)
    found = {"lists": sides.lists, "features": sides.features, "table": sides.table}
    compared = {name: one.finish() for name, one in found.items() if one is not None}
    return ShoppingParity(compared, dict(replay.kinds))


def _compare_outputs(made: Made, sides: Sides) -> None:
    if sides.lists is not None and made.changed is not None:
        sides.lists.take(made.changed.list_id, made.changed)
    if sides.features is not None:
        for update in made.updates:
            # As it comes out of a file: written and read.
            read = _RECORD.decode(msgspec.json.encode(update))
            sides.features.take(update_key(read), read)


def _compare_list(pair: Pair[Any], table: TableLists, item_values: int) -> None:
    event = pair.event
    name = list_id(shopper_key(event.user_id, event.session_id), event.event_id)
    if name in table:
        made = labelled_list(pair.known, pair.next_event.item_id, item_values)
        if made.place != NOWHERE:
            table.take(name, pair, made)
