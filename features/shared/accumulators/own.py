"""A team's own aggregate: what its class has to offer.

::

    payment ── where? all fields? ──▶ value(values, time_ms)      first what it is worth now,
                                  └─▶ add(values, time_ms, ...)   then it is remembered

A package names its class in the entry points of group ``revstream.aggregates``; a definition file
names the entry point after ``own:``. `own_loading` finds the class, and `contract` says whether it
keeps the promises.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, Protocol, Self

from events.shared.feature_value import FeatureValue
from features.shared.accumulators.value_times import Value

OwnKind = Literal["int", "float", "bool"]
Parameters = Mapping[str, FeatureValue | str]


class OwnAggregate(Protocol):
    """What a key remembers for one feature of a team's own making.

    Its answers depend on the events it was given and on nothing else: no clock, no randomness, no
    network. An event counts by its own time, whatever the order of arrival.

    Attributes:
        kind: type of its value, which may also be None: ``int``, ``float`` or ``bool``.
        takes_field: whether the definition file names a ``field`` for it.
        fields: the event's fields that it reads beside that one.
    """

    kind: ClassVar[OwnKind]
    takes_field: ClassVar[bool]
    fields: ClassVar[tuple[str, ...]]

    @classmethod
    def create(cls, parameters: Parameters, window_ms: int, limit: int, /) -> Self:
        """An empty one.

        Args:
            parameters: of the definition file, by name.
            window_ms: length of the window.
            limit: most items it may hold; above it, it says itself what thins out.

        Raises:
            ValueError: a parameter is missing, unknown or wrong; the message names it.
        """

    def add(self, values: Sequence[Value], time_ms: int, floor_ms: int, /) -> None:
        """Remembers an event.

        Args:
            values: of the fields it reads, in their order, the file's own first; none is missing.
            time_ms: its time; of events of one time, those that came earlier are earlier.
            floor_ms: no window will reach back to this time or before any more; it never falls.
        """

    def value(self, values: Sequence[Value] | None, time_ms: int, /) -> FeatureValue:
        """The value over ``(time - window, time]``, for a payment about to be added.

        Args:
            values: of the payment, as of `add`; None where it lacks one of the fields, or does not
                belong to the window.
            time_ms: end of the window, which begins at or after the floor.
        """

    def image(self) -> bytes:
        """What `restore` makes the same one from."""

    def restore(self, image: bytes, /) -> object:
        """Takes over what `image` was taken of, by this version of the class or an earlier one."""

    def __len__(self) -> int:
        """Number of items held: the measure of size."""
