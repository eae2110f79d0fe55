"""What a client of the feed follows: which of the things that happen, and in what form."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

ItemT_contra = TypeVar("ItemT_contra", contravariant=True)


class Topic(Protocol[ItemT_contra]):
    """Clients with equal topics get the same bytes: it is compared and hashed by value."""

    def __hash__(self) -> int:
        """Of its value."""

    def wants(self, item: ItemT_contra) -> bool:
        """Whether it is about `item`."""

    def encoded(self, items: Sequence[ItemT_contra]) -> bytes:
        """One or more items as they go over the wire."""

    @property
    def heartbeat(self) -> bytes:
        """A sign of life."""

    @property
    def too_slow(self) -> bytes:
        """The last message to a client that did not keep up."""

    @property
    def shut_out(self) -> bytes:
        """The last message to a client that may not follow any more."""

    @property
    def closing(self) -> bytes:
        """The last message of a service that ends."""
