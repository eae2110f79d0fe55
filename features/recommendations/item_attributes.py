"""An item's category, price and stock at a time: by the catalogue, else as events name them.

::

    record of the catalogue --> versions, each from a time on --+
    event that names one    --> category, price ----------------+--> attributes at a time

A version is forgotten `keep_ms` after it came, after the time that it holds from, and after the
last event of its item, whichever is latest: a catalogue says what it knows at least that often.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from events.shared.time_units import HOUR_MS
from features.shared.watermark import NOTHING_SEEN_MS

VERSIONS_KEPT: Final = 8
"""Of the attributes of an item, the newest; a change that comes late is told apart among them."""

NEVER_MS: Final = 2**63 - 1

_NAMED_AGAIN_MS: Final = HOUR_MS
"""An event that names what is known is noted once in that time: it could be each of the events.

Of events that are out of order by less, one may name an item although a later one named it again.
"""

NamedText = tuple[int, str]
NamedNumber = tuple[int, int]
"""The time of an event, and what it named."""


class Catalogued(Struct, frozen=True, array_like=True, gc=False):
    """The attributes of an item from a time on.

    Attributes:
        from_ms: that time.
        category: None where it is not known.
        price_minor: in the base currency, None where it is not known.
        available: whether it is in stock.
        arrived_ms: watermark at which the record came; of one before all watermarks the time of
            the item's next event, `NOTHING_SEEN_MS` until then.
    """

    from_ms: int
    category: str | None
    price_minor: int | None
    available: bool
    arrived_ms: int = NOTHING_SEEN_MS


class Attributes(Struct, frozen=True, array_like=True, gc=False):
    """What an item is at a time.

    Attributes:
        category: None where it is not known.
        price_minor: in the base currency, None where it is not known.
        available: whether it is in stock.
    """

    category: str | None
    price_minor: int | None
    available: bool


def left_category(before: Attributes | None, after: Attributes | None) -> bool:
    """Whether an item leaves its category as its newest attributes change.

    An item that nobody met, of which they are None, was in none.
    """
    if before is None or after is None:
        return False
    return before.category != after.category or (before.available and not after.available)


class ItemAttributes:
    """The attributes of one item at all times.

    Args:
        keep_ms: how long a version is remembered, see above.
        lateness_ms: by which an event may come late.
        versions: by the catalogue, in the order of their times.
        category: as an event named it last.
        price: likewise, in the base currency.
    """

    __slots__ = ("_keep_ms", "_lateness_ms", "category", "price", "versions")

    def __init__(
        self,
        keep_ms: int,
        lateness_ms: int,
        versions: Sequence[Catalogued] = (),
        category: NamedText | None = None,
        price: NamedNumber | None = None,
    ) -> None:
        self._keep_ms, self._lateness_ms = keep_ms, lateness_ms
        self.versions = list(versions)
        self.category, self.price = category, price

    @property
    def are_endless(self) -> bool:
        """Whether a version came before all watermarks, so that no time to forget it is known."""
        return any(one.arrived_ms == NOTHING_SEEN_MS for one in self.versions)

    def is_news(self, time_ms: int, category: str | None, price_minor: int | None) -> bool:
        """Whether an event of a time that names these has to be noted."""
        return (
            self.are_endless
            or _is_news(self.category, time_ms, category)
            or _is_news(self.price, time_ms, price_minor)
        )

    def name(self, time_ms: int, category: str | None, price_minor: int | None) -> None:
        """Takes what an event names."""
        if category is not None and _is_news(self.category, time_ms, category):
            self.category = time_ms, category
        if price_minor is not None and _is_news(self.price, time_ms, price_minor):
            self.price = time_ms, price_minor

    def holds(self, version: Catalogued) -> bool:
        """Whether a record changes nothing: it is known, and came not long ago."""
        return any(
            replace(one, arrived_ms=version.arrived_ms) == version
            and version.arrived_ms <= one.arrived_ms + self._keep_ms // 8
            for one in self.versions
        )

    def catalogue(self, version: Catalogued, latest_ms: int) -> None:
        """Takes a record.

        Args:
            version: what it says.
            latest_ms: time of the newest event before it.
        """
        gone_ms = version.arrived_ms - self._lateness_ms
        others = [
            one
            for one in self.versions
            if self._until_ms(one, latest_ms) >= gone_ms
            and replace(one, arrived_ms=version.arrived_ms) != version
        ]
        self.versions = sorted((*others, version), key=_from_ms)[-VERSIONS_KEPT:]

    def meet(self, time_ms: int, latest_ms: int) -> None:
        """Takes that the item was met at a time: what is too old by then is forgotten.

        Args:
            time_ms: the time.
            latest_ms: the newest such time before.
        """
        self.versions = [
            replace(one, arrived_ms=time_ms) if one.arrived_ms == NOTHING_SEEN_MS else one
            for one in self.versions
            if time_ms <= self._until_ms(one, latest_ms)
        ]

    def forget_named(self) -> None:
        """Drops what events have named."""
        self.category = self.price = None

    def until_ms(self, latest_ms: int) -> int:
        """When the last version is forgotten; `NOTHING_SEEN_MS` without any."""
        untils = (self._until_ms(one, latest_ms) for one in self.versions)
        return max(untils, default=NOTHING_SEEN_MS)

    @property
    def newest(self) -> Attributes:
        """The attributes by the newest version of all."""
        return self.at(NEVER_MS)

    def at(self, time_ms: int) -> Attributes:
        """The attributes at a time."""
        known = None
        for version in self.versions:
            if version.from_ms <= time_ms:
                known = version
        category = None if known is None else known.category
        price = None if known is None else known.price_minor
        if category is None and self.category is not None:
            category = self.category[1]
        if price is None and self.price is not None:
            price = self.price[1]
        return Attributes(category, price, known is None or known.available)

    def _until_ms(self, version: Catalogued, latest_ms: int) -> int:
        if version.arrived_ms == NOTHING_SEEN_MS:
            return NEVER_MS
        return max(version.from_ms, version.arrived_ms, latest_ms) + self._keep_ms


def _is_news(known: NamedText | NamedNumber | None, time_ms: int, named: str | int | None) -> bool:
    if named is None or known is None:
        return named is not None
    since_ms = known[0] + (_NAMED_AGAIN_MS if named == known[1] else 0)
    return time_ms >= since_ms


def _from_ms(version: Catalogued) -> int:
    return version.from_ms
