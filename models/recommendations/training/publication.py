"""Trains a ranker on a history, proves its export and writes its folder.

::

    FOLDER/  model.onnx  manifest.json  metrics.json  lineage.json

The same history, definitions, settings and libraries give the same bytes.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from features.recommendations.definitions import feature_meanings
from features.recommendations.limits import RecommendationLimits
from features.recommendations.record_files import Record
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import ShoppingPlan
from models.recommendations.evaluation.measured import Measure
from models.recommendations.evaluation.ranking_metrics import SHORT_NAMES
from models.recommendations.inputs import MISSING
from models.recommendations.ranker import Ranker
from models.recommendations.recommender import input_names
from models.recommendations.training.fit import fit_ranker, ranker_artifact
from models.recommendations.training.held_out import HeldOut
from models.recommendations.training.history import HistoryTrained, HistoryTraining
from models.recommendations.training.lineage import Lineage, data_id, python_version
from models.recommendations.training.list_table import ListTable
from models.recommendations.training.lists import TrainingLists
from models.recommendations.training.settings import RankerSettings
from models.recommendations.training.split import Split
from models.shared.artifact import ModelArtifact, save_artifact
from models.shared.manifest import ModelManifest
from models.shared.new_folder import new_folder

METRICS_FILE: Final = "metrics.json"
LINEAGE_FILE: Final = "lineage.json"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to train, and what to call it.

    Attributes:
        name: of the ranker.
        version: of the ranker.
        plan: of the declared features.
        limits: of the states.
        split: of the history.
        shopper_share: of the shoppers whose lists count.
        settings: of the training.
        measure: of what is held out.
        inputs: sha256 of each input, by what it is.
        code_version: of this project.
        table: folder to write the training table to.
    """

    name: str
    version: str
    plan: ShoppingPlan
    limits: RecommendationLimits
    split: Split
    shopper_share: float
    settings: RankerSettings
    measure: Measure
    inputs: dict[str, str]
    code_version: str
    table: Path | None = None

    @property
    def data_id(self) -> str:
        """See `lineage.data_id`."""
        return data_id(self.inputs, self.plan.plan.definitions.sha256, self.limits)


class RankerReport(Struct, frozen=True, kw_only=True):
    """As JSON in ``metrics.json``.

    Attributes:
        lists: that were learned from.
        missed: lists of the same time whose next item was no candidate: nothing to learn.
        trees: of the ranker.
        held_out: figures of what is held out; None where nothing is.
    """

    lists: int
    missed: int
    trees: int
    held_out: HeldOut | None


@dataclass(frozen=True, slots=True)
class PublishedRanker:
    """A ranker in a folder."""

    artifact: ModelArtifact
    report: RankerReport
    lineage: Lineage


def publish_ranker(
    records: Iterator[Record], order: Order, folder: Path, progress: Progress
) -> PublishedRanker:
    """Trains on records in their order of arrival.

    Raises:
        ValueError: there is nothing to learn from, or a folder to write to has something in it.
        ParityError: the ONNX graph scores otherwise than the trees.
    """
    with ExitStack() as written:
        aside = written.enter_context(new_folder(folder))
        table = None
        if order.table is not None:
            place = written.enter_context(new_folder(order.table))
            table = written.enter_context(ListTable(place, _names(order.plan)))
        training = _Fitting(order, progress)
        trained = HistoryTraining(
            Replayer(order.plan, order.limits),
            order.split,
            order.shopper_share,
            training.fit,
            None if table is None else table.add,
        ).run(records)
        if table is not None:
            table.write_manifest(order.data_id, order.plan.plan.definitions.sha256)
        published = _published(trained, training.trees, order)
        save_artifact(aside, published.artifact)
        _write(aside / METRICS_FILE, published.report)
        _write(aside / LINEAGE_FILE, published.lineage)
    return published


class _Fitting:
    """Fits once, and remembers how many trees there are."""

    def __init__(self, order: Order, progress: Progress) -> None:
        self._order, self._progress = order, progress
        self.trees = 0

    def fit(self, lists: TrainingLists) -> Ranker:
        """The ranker of these lists."""
        order, names = self._order, _names(self._order.plan)
        self._progress(f"{len(lists):,} lists to learn from")
        booster = fit_ranker(lists, names, order.settings)
        self.trees = booster.best_iteration or booster.num_trees()
        self._progress(f"{self.trees} trees; the ONNX graph is compared with them")
        identity = ModelManifest(
            name=order.name,
            version=order.version,
            sha256="",
            features=names,
            missing_value=MISSING,
            thresholds={},
            training_data_id=order.data_id,
            reference={},
            definitions_sha256=order.plan.plan.definitions.sha256,
        )
        return Ranker(ranker_artifact(booster, lists.inputs, names, identity), names)


def _names(plan: ShoppingPlan) -> tuple[str, ...]:
    return input_names(plan.item_names, plan.shopper_names)


def _published(trained: HistoryTrained, trees: int, order: Order) -> PublishedRanker:
    held_out = trained.held_out.measured(order.measure)
    artifact = trained.ranker.artifact
    meanings = feature_meanings(order.plan.plan.definitions)
    read = {name: meanings[name] for name in artifact.manifest.features if name in meanings}
    manifest = replace(artifact.manifest, metrics=_metrics(held_out), feature_meanings=read)
    lineage = Lineage(
        data_id=order.data_id,
        inputs=order.inputs,
        definitions_sha256=order.plan.plan.definitions.sha256,
        limits=order.limits,
        split=order.split,
        settings=order.settings,
        shopper_share=order.shopper_share,
        code_version=order.code_version,
        python=python_version(),
        trained_with=manifest.trained_with,
    )
    report = RankerReport(
        lists=trained.lists, missed=trained.missed, trees=trees, held_out=held_out
    )
    return PublishedRanker(ModelArtifact(manifest, artifact.onnx_bytes), report, lineage)


def _metrics(held_out: HeldOut | None) -> dict[str, float]:
    if held_out is None:
        return {}
    means = {
        f"{short}@{held_out.k}": getattr(held_out.ranker, name)
        for name, short in SHORT_NAMES.items()
    }
    return {**means, "candidate_recall": held_out.candidate_recall, "lists": held_out.lists}


def _write(path: Path, value: Struct) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
