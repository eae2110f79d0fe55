"""Which dead letters are meant."""

from msgspec import Struct

from dead_letters.letter import DeadLetter
from events.shared.rejected import RecordKind


class Selection(Struct, frozen=True, kw_only=True):
    """What a letter must be like; a filter that is empty or None lets all through.

    Attributes:
        ids: of the letters, or the first characters of one.
        causes: any of them.
        record: what it was taken for.
        since_ms: arrived then or later; a letter without a time of arrival is left out.
        until_ms: arrived before; the same.
    """

    ids: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    record: RecordKind | None = None
    since_ms: int | None = None
    until_ms: int | None = None

    def holds(self, letter: DeadLetter) -> bool:
        """Whether `letter` is meant."""
        return (
            (not self.ids or letter.id.startswith(self.ids))
            and (not self.causes or letter.cause in self.causes)
            and self.record in (None, letter.record)
            and self._arrived_within(letter.arrived_ms)
        )

    def _arrived_within(self, arrived_ms: int | None) -> bool:
        if self.since_ms is None and self.until_ms is None:
            return True
        if arrived_ms is None:
            return False
        after = self.since_ms is None or arrived_ms >= self.since_ms
        return after and (self.until_ms is None or arrived_ms < self.until_ms)
