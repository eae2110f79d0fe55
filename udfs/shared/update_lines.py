"""Feature updates as lines of JSON by their key in the store, the newest of each key.

lines --newest--> key: (update, line) --slices--> a few hundred at a time
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec
from pyflink.datastream import RuntimeContext

from events.shared.feature_update import FeatureUpdate
from features.shared.state.state_log import StateFormatError
from online_store.keys import feature_key

MAX_SLICE_UPDATES: Final = 500
MAX_SLICE_CHARACTERS: Final = 1_048_576
"""What is written to the store, or moved in the state, in one call: a tenth of a second at most."""


class UpdateLine(NamedTuple):
    """An update, and the line that it came as: the state keeps that, without encoding it anew."""

    update: FeatureUpdate
    line: str


KeyedLines = Mapping[str, UpdateLine]
"""Updates by the key of their hash in the store."""


class UpdateLines:
    """Reads lines.

    Args:
        context: of the operator, whose name is in the error.
    """

    def __init__(self, context: RuntimeContext) -> None:
        self._context = context
        self._decoder = msgspec.json.Decoder(FeatureUpdate)

    def newest(self, lines: Iterable[str], place: str) -> dict[str, UpdateLine]:
        """The line with the greatest event time of each key; of equal times the last.

        Raises:
            StateFormatError: one, which may have lain in `place` for long, is damaged.
        """
        newest: dict[str, UpdateLine] = {}
        for line in lines:
            update = self._decoded(line, place)
            key = feature_key(update.entity, update.entity_id)
            seen = newest.get(key)
            if seen is None or update.event_time_ms >= seen.update.event_time_ms:
                newest[key] = UpdateLine(update, line)
        return newest

    def _decoded(self, line: str, place: str) -> FeatureUpdate:
        try:
            return self._decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise StateFormatError(
                f"{self._context.get_task_name()}: {place}: damaged, an update is no longer one:"
                f" {error}"
            ) from error


def slices(lines: KeyedLines) -> Iterator[dict[str, UpdateLine]]:
    """The same updates in pieces that are bounded in number and in size."""
    piece: dict[str, UpdateLine] = {}
    characters = 0
    for key, one in lines.items():
        piece[key] = one
        characters += len(one.line)
        if is_full(len(piece), characters):
            yield piece
            piece, characters = {}, 0
    if piece:
        yield piece


def is_full(updates: int, characters: int) -> bool:
    """Whether a slice of that many updates, of that many characters in all, takes no more."""
    return updates >= MAX_SLICE_UPDATES or characters >= MAX_SLICE_CHARACTERS
