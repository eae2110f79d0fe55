"""Which list a shopper had when the next thing happened, by the lists that were made.

::

    records   e1      e2    link(s1 -> u1)    e3           e4 (late by an hour)
    lists     L1(s1)  L2(s1)                  L3(u1)       L4(u1), of an older event: not taken
    in force  ------ L1 --- L2 ---- none ---- L3 ---------------------> L3

As in the store, a list of an older event does not replace that of a newer one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from demo.recommendations.data import Sent, ShopData
from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopper import shopper_key
from simulator.shoppers.record import IdentityLink, ShoppingEvent


@dataclass(frozen=True, slots=True)
class Moment:
    """An event that counts, at its arrival.

    Attributes:
        sent: the event.
        event: the same, as a record.
        shopper: key of its shopper, links followed.
        before: the list that was in force, None for none.
        made: the list that was made at it, None where it stayed the same or there is none.
        taken: whether that list came into force.
    """

    sent: Sent
    event: ShoppingEvent
    shopper: str
    before: RecommendationList | None
    made: RecommendationList | None
    taken: bool


@dataclass(slots=True)
class InForce:
    """The newest list of each shopper.

    Attributes:
        lists: by key of the shopper.
    """

    lists: dict[str, RecommendationList] = field(default_factory=dict)
    _moved: dict[str, str] = field(default_factory=dict)

    def moments(self, data: ShopData, made: Mapping[str, RecommendationList]) -> Iterator[Moment]:
        """Every event that counts, in order of arrival, as long as it is asked for.

        Args:
            data: what arrived.
            made: lists by the id of the event that they were made at.
        """
        for sent in data.accepted():
            record = sent.record
            if isinstance(record, IdentityLink):
                alias = shopper_key(record.linked_user_id, record.session_id)
                self._moved[alias] = shopper_key(record.user_id, None)
                continue
            key = shopper_key(record.user_id, record.session_id)
            key = self._moved.get(key, key)
            before, new = self.lists.get(key), made.get(record.event_id)
            taken = new is not None and (
                before is None or before.event_time_ms <= new.event_time_ms
            )
            if taken and new is not None:
                self.lists[key] = new
            yield Moment(sent, record, key, before, new, taken)


def by_event(lists: Iterable[RecommendationList]) -> dict[str, RecommendationList]:
    """Lists by the id of the event that they were made at."""
    return {one.event_id: one for one in lists}
