"""The work of the recommendation job as a plain Python loop: decode, features, list, encode, write.

``python -m bench.engines.shopping_loop SOURCE FOLDER``, with items inline in the source.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter_ns, time_ns
from typing import Final

from msgspec.structs import replace

from bench.engines.progress import TOLD_EVERY, tell
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.recommendation_list import RecommendationList, list_id
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.json_records import encode
from events.shared.rejected import Fault
from features.recommendations.definitions import load_definitions
from features.recommendations.entity_updates import EntityUpdates
from features.recommendations.replayer import ReplayedEvent, Replayer
from features.recommendations.wire_contract import shopping_contract
from jobs.recommendations.settings import MARKS, RecommendationSettings, load_settings
from jobs.shared.version import job_version
from models.recommendations.loading import load_recommender
from models.recommendations.recommender import Recommendations
from udfs.recommendations.plan_loading import loader_of
from udfs.shared.interpreter import leave_old_objects_alone

_BUFFER_BYTES: Final = 1 << 18
_ITEM: Final = MARKS.fact.encode()


class ShoppingLoop:
    """All states of a shop, and what records come to.

    Args:
        settings: of the job.
    """

    def __init__(self, settings: RecommendationSettings) -> None:
        definitions, limits = load_definitions(settings.features_definitions), settings.limits
        plan = loader_of(definitions, limits)()
        contract = shopping_contract(definitions)
        self._plan, self._version = plan.plan, job_version()
        self._replayer = Replayer(plan, limits)
        self._decode = EventDecoder(contract=contract).decode
        self._decode_item = CatalogueDecoder(money=contract.money).decode
        self._recommender = load_recommender(settings.lists_rules, settings.lists_ranker, plan)
        self._updates = EntityUpdates(plan.plan)

    def take(self, line: bytes) -> tuple[list[bytes], RecommendationList | None] | None:
        """Feature updates and the list of an event; None of any other record.

        Raises:
            TypeError: the line is no record, or has a fault.
        """
        now_ms, raw = time_ns() // 1_000_000, line[1:]
        if line.startswith(_ITEM):
            item = self._decode_item(raw, now_ms)
            if isinstance(item, Fault):
                raise TypeError(f"{item}: expected an item without faults")
            self._replayer.feed_item(item)
            return None
        record = self._decode(raw, now_ms)
        if isinstance(record, Fault):
            raise TypeError(f"{record}: expected an event without faults")
        if isinstance(record, IdentityLink):
            self._replayer.feed_link(record)
            return None
        replayed = self._replayer.feed(record)
        owned = replace(record, shopper_id=replayed.shopper_id)
        updates = self._updates.of(owned, replayed.values)
        return list(map(encode, updates)), self._list(owned, replayed)

    def _list(self, event: ShoppingEvent, replayed: ReplayedEvent) -> RecommendationList | None:
        if replayed.listing is None:
            return None
        made = self._recommender.recommend(replayed.listing)
        shopper = self._replayer.shopper(replayed.shopper_id)
        if shopper.listed == made.digest:
            return None
        shopper.listed = made.digest
        return self._record(event, made)

    def _record(self, event: ShoppingEvent, made: Recommendations) -> RecommendationList:
        return RecommendationList(
            list_id=list_id(shopper_key(event.user_id, event.session_id), event.event_id),
            user_id=event.user_id,
            session_id=event.session_id,
            event_id=event.event_id,
            event_time_ms=event.event_time_ms,
            items=made.items,
            ranker=self._recommender.ranker_ref,
            rules=made.rules,
            definitions=self._plan.definitions.sha256,
            stage_us={"in_job": perf_counter_ns() // 1000},
            trace_id=event.trace_id,
            job_version=self._version,
        )


def run(source: Path, folder: Path) -> None:
    """Make the lists of a file, each event to its end before the next."""
    given = {"source.uri": f"file:{source}", "items.uri": "inline"}
    loop = ShoppingLoop(load_settings({}, given))
    leave_old_objects_alone()
    with (
        (folder / "lists.jsonl").open("wb", _BUFFER_BYTES) as lists,
        (folder / "features.jsonl").open("wb", _BUFFER_BYTES) as features,
    ):
        for number, (updates, made) in enumerate(_results(loop, source), 1):
            for update in updates:
                features.write(update + b"\n")
            if made is not None:
                lists.write(encode(made) + b"\n")
            if number % TOLD_EVERY == 0:
                tell(number)


def _results(
    loop: ShoppingLoop, source: Path
) -> Iterator[tuple[list[bytes], RecommendationList | None]]:
    with source.open("rb") as lines:
        for line in lines:
            result = loop.take(line.rstrip(b"\n"))
            if result is not None:
                yield result


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True)
    run(asked.source, asked.folder)


if __name__ == "__main__":
    main()
