"""What a replay has to know of the records of a system: whether its job takes one, and when not."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from dead_letters.letter import DeadLetter
from events.shared.rejected import Fault, RecordKind


class Takeable(Struct, frozen=True):
    """A record that the job would take.

    Attributes:
        partition_key: what a sender puts it on a stream with.
        event_time_ms: of the record, or of what it is about.
        aged: why a job that is far beyond its event time would take it for something else; None
            where it never does.
        spent: why it changes nothing any more, at whatever time; None where it does.
    """

    partition_key: str
    event_time_ms: int
    aged: str | None = None
    spent: str | None = None


class SystemRecords(Protocol):
    """Reads the records of one system as its job does; it does not pickle."""

    @property
    def identity(self) -> Mapping[RecordKind, tuple[str, ...]]:
        """Of each kind of record, the fields that make one the same: a repetition has them."""

    def take(self, letter: DeadLetter, record: bytes, now_ms: int) -> Takeable | Fault:
        """What `record`, sent for `letter`, is to the job when it arrives at `now_ms`."""
