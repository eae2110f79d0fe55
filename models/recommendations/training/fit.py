"""Boosted trees that rank: LambdaRank over lists, stopped by later ones.

The gain of LambdaRank is that of nDCG (Burges: From RankNet to LambdaRank to LambdaMART, 2010).
"""

from collections.abc import Collection, Sequence
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Final

import lightgbm
import numpy as np

from models.recommendations.training.ensemble_graph import ensemble_graph
from models.recommendations.training.lists import Inputs, TrainingLists
from models.recommendations.training.settings import RankerSettings
from models.shared.artifact import ModelArtifact
from models.shared.manifest import ModelManifest, Probe
from models.shared.onnx_graph import OnnxGraph

PARITY_TOLERANCE: Final = 1e-4
_PROBES: Final = 8
_LIBRARIES: Final = ("lightgbm", "onnx", "onnxruntime", "numpy")
_CHECKED_ROWS: Final = 200_000
_TRUNCATED_AT: Final = 20
_FEWEST_VALIDATED: Final = 50


class ParityError(ValueError):
    """The ONNX graph does not score as the trees it was made from."""


class RankerFitting:
    """Lists made ready once, for one ranker or for several that differ in what they may read.

    Args:
        lists: in the order of time; the last of them say how many trees are enough.
        names: of the inputs.
        settings: of the training.
    """

    def __init__(
        self, lists: TrainingLists, names: Sequence[str], settings: RankerSettings
    ) -> None:
        self._names, self._settings = tuple(names), settings
        validated = int(len(lists) * settings.validation_share)
        stops = validated >= _FEWEST_VALIDATED
        cut = len(lists) - validated if stops else len(lists)
        self._training = _dataset(lists.part(0, cut), names)
        self._validation = (
            _dataset(lists.part(cut, len(lists)), names, self._training) if stops else None
        )

    def fit(self, without: Collection[str] = ()) -> lightgbm.Booster:
        """Trees that do not read the inputs `without`."""
        settings = self._settings
        parameters: dict[str, Any] = {
            "objective": "lambdarank",
            "metric": "ndcg",
            "eval_at": [_TRUNCATED_AT],
            "lambdarank_truncation_level": _TRUNCATED_AT,
            "learning_rate": settings.learning_rate,
            "num_leaves": settings.leaves,
            "min_data_in_leaf": settings.least_rows,
            "feature_fraction": settings.feature_share,
            "seed": settings.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": settings.threads,
            "verbose": -1,
        }
        if without:
            # A split is worth its gain times this.
            parameters["feature_contri"] = [float(one not in without) for one in self._names]
        if self._validation is None:
            return lightgbm.train(parameters, self._training, settings.trees)
        stop = lightgbm.early_stopping(settings.patience, verbose=False)
        return lightgbm.train(
            parameters,
            self._training,
            settings.trees,
            valid_sets=[self._validation],
            callbacks=[stop],
        )


def fit_ranker(
    lists: TrainingLists, names: Sequence[str], settings: RankerSettings
) -> lightgbm.Booster:
    """Trees for lists in the order of time; the last of them say how many trees are enough."""
    return RankerFitting(lists, names, settings).fit()


def _dataset(
    lists: TrainingLists, names: Sequence[str], reference: lightgbm.Dataset | None = None
) -> lightgbm.Dataset:
    return lightgbm.Dataset(
        lists.inputs,
        lists.labels,
        group=lists.sizes,
        feature_name=list(names),
        reference=reference,
        free_raw_data=True,
    )


def ranker_artifact(
    booster: lightgbm.Booster,
    inputs: Inputs,
    names: Sequence[str],
    identity: ModelManifest,
) -> ModelArtifact:
    """The trees as an artifact, proven on rows of `inputs`.

    Args:
        booster: the trees.
        inputs: (rows, names), of which as many as are not too many are scored by both.
        names: of the inputs.
        identity: a manifest without what is found out here.

    Raises:
        ParityError: a score differs by more than `PARITY_TOLERANCE`.
    """
    best = booster.best_iteration or None
    onnx_bytes = ensemble_graph(booster.dump_model(num_iteration=best), len(names))
    graph = OnnxGraph(onnx_bytes, len(names), outputs=1)
    rows = inputs[:: max(1, len(inputs) // _CHECKED_ROWS)]
    expected = np.asarray(booster.predict(rows, num_iteration=best))
    found = graph.run(np.ascontiguousarray(rows))[:, 0]
    worst = float(np.abs(expected - found).max())
    if not worst <= PARITY_TOLERANCE:
        raise ParityError(f"scores differ by {worst:.2g}, at most {PARITY_TOLERANCE:g} is expected")
    probes = rows[:: max(1, len(rows) // _PROBES)][:_PROBES]
    return ModelArtifact(
        ModelManifest(
            name=identity.name,
            version=identity.version,
            sha256=sha256(onnx_bytes).hexdigest(),
            features=tuple(names),
            missing_value=identity.missing_value,
            thresholds={},
            training_data_id=identity.training_data_id,
            reference={name: float(np.median(rows[:, at])) for at, name in enumerate(names)},
            trained_with={name: version(name) for name in _LIBRARIES},
            metrics=identity.metrics,
            probes=tuple(
                Probe(tuple(map(float, row)), float(graph.run(row[None, :])[0, 0]))
                for row in probes
            ),
            definitions_sha256=identity.definitions_sha256,
        ),
        onnx_bytes,
    )
