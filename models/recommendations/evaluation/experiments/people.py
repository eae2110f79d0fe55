"""Who is one shopper: ids that links join.

::

    session:s1 --> user:u1 --> user:u2        all three are user:u2, the one that stays
"""

from collections.abc import Iterable

from events.recommendations.identity_link import IdentityLink


class People:
    """The shopper that each key belongs to in the end.

    Args:
        links: in any order; of several of one id the latest counts, and one that would lead back
            to where it comes from does not.
    """

    def __init__(self, links: Iterable[IdentityLink] = ()) -> None:
        self._stays: dict[str, str] = {}
        for link in sorted(links, key=lambda one: (one.event_time_ms, one.event_id)):
            if self.of(link.shopper_id) != link.alias_id:
                self._stays[link.alias_id] = link.shopper_id

    def of(self, key: str) -> str:
        """The key of the shopper that stays."""
        while key in self._stays:
            key = self._stays[key]
        return key

    def on_the_way(self, key: str) -> tuple[str, ...]:
        """All keys that a shopper had, this one first and the one that stays last."""
        keys = [key]
        while keys[-1] in self._stays:
            keys.append(self._stays[keys[-1]])
        return tuple(keys)
