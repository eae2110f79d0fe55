"""What the job must make of records: the replayer's features and lists, one record at a time."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.shared.json_records import encode
from events.shared.rejected import Fault
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.record_files import Record
from features.recommendations.replayer import Replayer
from features.recommendations.wire_contract import shopping_contract
from features.shared.definitions.money_terms import money_terms
from jobs.recommendations.settings import load_settings
from models.recommendations.experiments.list_maker import NO_EXPERIMENT, load_list_maker
from models.recommendations.replayed_lists import ListReplay
from udfs.recommendations.plan_loading import loader_of

NOW_MS = 2_000_000_000_000
Line = dict[str, Any]
Listed = tuple[str | None, str | None, str, tuple[tuple[str, float, str, str], ...]]
"""User, session and event of a list, and its items."""


@dataclass
class Expected:
    """What comes out, in the order of arrival.

    Attributes:
        features: feature updates.
        lists: what they are made for and of.
        exposures: for each of them, what it is a part of.
        shoppers: whom each of them is for, after links.
        kinds: events and links by what became of them.
        rejected: bytes of what is no event.
    """

    features: list[Line] = field(default_factory=list)
    lists: list[Listed] = field(default_factory=list)
    exposures: list[Line | None] = field(default_factory=list)
    shoppers: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    rejected: list[bytes] = field(default_factory=list)


def expected(  # noqa: PLR0913 - what a run is given, each by its name
    records: Iterable[bytes],
    items: Sequence[bytes] = (),
    definitions: str = DEFAULT,
    *,
    limits: RecommendationLimits | None = None,
    items_by: int | None = None,
    experiment: str | None = None,
) -> Expected:
    """What becomes of records of a stream, with items where they would have arrived.

    Args:
        records: of the stream of events, in the order of arrival.
        items: of the catalogue.
        definitions: path of the definition file.
        limits: of the states.
        items_by: number of the record before which the last item has arrived.
        experiment: path of its file.
    """
    replay = _Replay(definitions, limits or RecommendationLimits(), experiment or NO_EXPERIMENT)
    waiting = _items_in_order(items)
    for number, raw in enumerate(records):
        while number == items_by and waiting:
            replay.take(waiting.pop(0))
        record = replay.decode(raw, NOW_MS)
        if isinstance(record, Fault):
            replay.out.rejected.append(raw)
            continue
        while waiting and waiting[0].event_time_ms <= record.event_time_ms:
            replay.take(waiting.pop(0))
        replay.take(record)
    return replay.out


def _items_in_order(items: Sequence[bytes]) -> list[CatalogueItem]:
    decode = CatalogueDecoder(money=money_terms(load_definitions(DEFAULT).money)).decode
    found = (decode(raw, NOW_MS) for raw in items)
    good = [item for item in found if not isinstance(item, Fault)]
    return sorted(good, key=lambda item: item.event_time_ms)


class _Replay:
    """The states of all keys, and what they gave."""

    def __init__(self, path: str, limits: RecommendationLimits, experiment: str) -> None:
        definitions = load_definitions(path)
        plan = loader_of(definitions, limits)()
        self.decode = EventDecoder(contract=shopping_contract(definitions)).decode
        settings = load_settings({}, {"source.uri": "file:events.jsonl"})
        made_by = settings.lists_rules, settings.lists_ranker, experiment
        self._replay = ListReplay(Replayer(plan, limits), load_list_maker(*made_by, plan))
        self.out = Expected(kinds=self._replay.kinds)

    def take(self, record: Record) -> None:
        made = self._replay.feed(record)
        if made is None:
            return
        self.out.features += (json.loads(encode(update)) for update in made.updates)
        if made.changed is not None:
            self.out.shoppers.append(made.event.shopper_id or "")
            line = json.loads(encode(made.changed))
            self.out.lists.append(listed(line))
            self.out.exposures.append(line["exposure"])


def listed(record: Line) -> Listed:
    """A list of the job in the same form."""
    items = tuple(
        (one["item_id"], one["score"], one["source"], one["reason"]) for one in record["items"]
    )
    return record["user_id"], record["session_id"], record["event_id"], items
