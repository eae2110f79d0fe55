"""Lists and feature updates as rows of a parity: what identifies them, and what must be the same.

How long something took, which version of the job made it and which arm of an experiment it was in
are no part of it.
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

import msgspec

from events.recommendations.recommendation_list import RecommendationList
from events.shared.feature_update import FeatureUpdate
from models.recommendations.parity.tally import Tally

_OF_LIST: Final = (
    "user_id", "session_id", "event_id", "event_time_ms", "ranker", "rules", "definitions",
)  # fmt: skip
_OF_ITEM: Final = ("item_id", "score", "source", "reason")


RowT = TypeVar("RowT")


class LineError(ValueError):
    """A line that is not what the job writes."""


def list_rows(lines: Iterable[bytes], name: str) -> Iterator[tuple[str, RecommendationList]]:
    """Lists of a file by their id; `name` of the file is for messages.

    Raises:
        LineError: a line is no list.
    """
    for made in _decoded(lines, name, msgspec.json.Decoder(RecommendationList)):
        yield made.list_id, made


def update_rows(lines: Iterable[bytes], name: str) -> Iterator[tuple[str, FeatureUpdate]]:
    """The same of feature updates, by entity and event.

    Raises:
        LineError: a line is no update.
    """
    for update in _decoded(lines, name, msgspec.json.Decoder(FeatureUpdate)):
        yield update_key(update), update


def update_key(update: FeatureUpdate) -> str:
    """What tells an update from others."""
    of = f"{update.entity} {update.entity_id}"
    return f"{of} at event {update.transaction_id} of {update.event_time_ms}"


def compare_lists(
    tally: Tally, key: str, found: RecommendationList, replayed: RecommendationList
) -> None:
    """Place by place."""
    for name in _OF_LIST:
        tally.compare(key, name, getattr(found, name), getattr(replayed, name))
    tally.compare(key, "length", len(found.items), len(replayed.items))
    places = zip(found.items, replayed.items, strict=False)
    for place, (one, other) in enumerate(places, start=1):
        for name in _OF_ITEM:
            row = f"{key} place {place}"
            tally.compare(row, name, getattr(one, name), getattr(other, name))


def compare_updates(tally: Tally, key: str, found: FeatureUpdate, replayed: FeatureUpdate) -> None:
    """Value by value."""
    names = dict.fromkeys((*found.values, *replayed.values))
    for name in names:
        absent = "no such feature"
        tally.compare(key, name, found.values.get(name, absent), replayed.values.get(name, absent))


def _decoded(
    lines: Iterable[bytes], name: str, decoder: msgspec.json.Decoder[RowT]
) -> Iterator[RowT]:
    for number, line in enumerate(lines, start=1):
        try:
            yield decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise LineError(f"{name}: line {number}: {error}") from error
