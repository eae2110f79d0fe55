"""An experiment in a small shop: what the job reads, and the lists that it would write."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from cli.experiment.records import shop_records
from events.recommendations.recommendation_list import RecommendationList
from events.shared.json_records import encode
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import shopping_plan
from features.shared.definitions.money_terms import with_rates
from models.recommendations.experiments.list_maker import load_list_maker
from models.recommendations.replayed_lists import ListReplay
from models.shared.artifact import save_artifact
from tests.jobs.recommendations.shop import shop_files
from tests.models.recommendations.rankers import an_artifact

EXPERIMENT: Final = """\
id: small
salt: spring
arms:
  - {name: rough, share: 0.5, ranker: none}
  - {name: ranked, share: 0.5, ranker: ranker}
explore: {share: 0.6, places: 2}
"""


@dataclass(frozen=True)
class ExperimentShop:
    """Files of a shop.

    Attributes:
        folder: that all are in.
        lists: that the job would write.
    """

    folder: Path
    lists: list[RecommendationList]

    def path(self, name: str) -> str:
        """Of a file or folder."""
        return str(self.folder / name)

    @property
    def files(self) -> tuple[str, ...]:
        """The options that name lists and events."""
        return "--lists", self.path("lists.jsonl"), "--events", self.path("events.jsonl")


def experiment_shop(folder: Path, events: int = 1_000) -> ExperimentShop:
    """Write a shop with `experiment.yaml`, `ranker`, `lists.jsonl` and what the job reads."""
    shop_files(folder, events)
    save_artifact(folder / "ranker", an_artifact(["after1_share", "is_last"], [1.0, -2.0]))
    (folder / "experiment.yaml").write_text(EXPERIMENT)
    lists = list(_lists(folder))
    lines = b"".join(encode(one) + b"\n" for one in lists)
    (folder / "lists.jsonl").write_bytes(lines)
    return ExperimentShop(folder, lists)


def _lists(folder: Path) -> Iterator[RecommendationList]:
    definitions, limits = with_rates(load_definitions(DEFAULT)), RecommendationLimits()
    plan = shopping_plan(definitions, limits.history)
    maker = load_list_maker(DEFAULT, DEFAULT, str(folder / "experiment.yaml"), plan)
    replay = ListReplay(Replayer(plan, limits), maker)
    records = shop_records(folder / "events.jsonl", definitions, folder / "items.jsonl")
    for made in map(replay.feed, records.records):
        if made is not None and made.changed is not None:
            yield made.changed


def rewritten(shop: ExperimentShop, target: Path, **changes: object) -> Path:
    """A copy of the lists with fields that are otherwise."""
    lines = (encode(replace(one, **changes)) + b"\n" for one in shop.lists)
    target.write_bytes(b"".join(lines))
    return target
