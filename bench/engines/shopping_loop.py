"""The work of the recommendation job as a plain Python loop: decode, features, list, encode, write.

``python -m bench.engines.shopping_loop SOURCE FOLDER``, with items inline in the source.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from time import time_ns
from typing import Final

from bench.engines.progress import TOLD_EVERY, tell
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.shared.json_records import encode
from events.shared.rejected import Fault
from features.recommendations.definitions import load_definitions
from features.recommendations.replayer import Replayer
from features.recommendations.wire_contract import shopping_contract
from jobs.recommendations.settings import MARKS, RecommendationSettings, load_settings
from jobs.shared.version import job_version
from models.recommendations.experiments.list_maker import load_list_maker
from models.recommendations.replayed_lists import ListReplay, Made
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
        self._decode = EventDecoder(contract=contract).decode
        self._decode_item = CatalogueDecoder(money=contract.money).decode
        made_by = settings.lists_rules, settings.lists_ranker, settings.lists_experiment
        list_maker = load_list_maker(*made_by, plan)
        self._replay = ListReplay(Replayer(plan, limits), list_maker, job_version())

    def take(self, line: bytes) -> Made | None:
        """What an event comes to; None of any other record.

        Raises:
            TypeError: the line is no record, or has a fault.
        """
        decode = self._decode_item if line.startswith(_ITEM) else self._decode
        record = decode(line[1:], time_ns() // 1_000_000)
        if isinstance(record, Fault):
            raise TypeError(f"{record}: expected a record without faults")
        return self._replay.feed(record)


def run(source: Path, folder: Path) -> None:
    """Make the lists of a file, each event to its end before the next."""
    given = {"source.uri": f"file:{source}", "items.uri": "inline"}
    loop = ShoppingLoop(load_settings({}, given))
    leave_old_objects_alone()
    with (
        (folder / "lists.jsonl").open("wb", _BUFFER_BYTES) as lists,
        (folder / "features.jsonl").open("wb", _BUFFER_BYTES) as features,
    ):
        for number, made in enumerate(_results(loop, source), 1):
            for update in made.updates:
                features.write(encode(update) + b"\n")
            if made.changed is not None:
                lists.write(encode(made.changed) + b"\n")
            if number % TOLD_EVERY == 0:
                tell(number)


def _results(loop: ShoppingLoop, source: Path) -> Iterator[Made]:
    with source.open("rb") as lines:
        for line in lines:
            made = loop.take(line.rstrip(b"\n"))
            if made is not None:
                yield made


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
