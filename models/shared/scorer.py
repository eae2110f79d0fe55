"""Scores events with an ONNX classifier: one reused row in, one probability out."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from struct import Struct
from typing import Final

import numpy as np

from events.shared.feature_value import FeatureValue
from models.shared.artifact import ModelArtifact
from models.shared.native_runtime import onnxruntime
from models.shared.onnx_graph import GraphRunError, Matrix, ModelMismatchError, OnnxGraph
from models.shared.probability import POSITIVE, probabilities, probability, require_probabilities

PROBE_TOLERANCE: Final = 1e-5
_NO_PROBABILITY: Final = float("nan")


class OnnxScorer:
    """Scores feature values with the model of an artifact.

    Make one per operator instance: it holds a native session, which does not pickle.

    Args:
        artifact: the verified model.
        feature_names: order of the values that it will be given.

    Raises:
        ModelMismatchError: if the graph cannot be loaded, has another input width, has no output
            of two class probabilities, gives no probabilities on some inputs, or scores a probe
            of the manifest otherwise.
    """

    def __init__(self, artifact: ModelArtifact, feature_names: Sequence[str]) -> None:
        manifest = artifact.manifest
        self.artifact: Final = artifact
        self.manifest: Final = manifest
        self.columns: Final = tuple(feature_names.index(name) for name in manifest.features)
        self._pick = _picker(self.columns)
        self._fill = manifest.missing_value
        self._graph = OnnxGraph(artifact.onnx_bytes, len(manifest.features))
        self._one_row = self._graph.one_row()
        self._bytes = self._one_row.features.data.cast("B")
        self._pack_into = Struct(f"{len(self.columns)}f").pack_into
        self._warm_up()

    def score(self, values: Sequence[FeatureValue]) -> float:
        """The probability, 0 to 1, for one event's values; NaN where the model gives none.

        A graph can fail for one event alone: what passes its probes may still divide by zero.
        """
        return self._score_row(self._filled(values))

    def _score_row(self, row: Sequence[float]) -> float:
        """The probability for the model's own features, missing values filled."""
        self._pack_into(self._bytes, 0, *row)
        try:
            return probability(self._one_row.run(POSITIVE))
        except GraphRunError:
            return _NO_PROBABILITY

    def score_batch(self, rows: Sequence[Sequence[FeatureValue]]) -> list[float]:
        """The score of each row, as `score` gives it."""
        if not rows:
            return []
        return self.score_matrix(self.matrix(rows))

    def matrix(self, rows: Sequence[Sequence[FeatureValue]]) -> Matrix:
        """The model's input for `rows`: (rows, features), missing values filled."""
        return np.array([self._filled(values) for values in rows], dtype=np.float32)

    def score_matrix(self, inputs: Matrix) -> list[float]:
        """The score of each row of `inputs`, a (rows, features) matrix as `matrix` makes it.

        NaN where the model gives no probability.
        """
        try:
            scores: list[float] = probabilities(self._graph.run(inputs)).tolist()
        except GraphRunError:
            if len(inputs) == 1:
                return [_NO_PROBABILITY]
            return [score for row in inputs for score in self.score_matrix(row[None, :])]
        return scores

    def _filled(self, values: Sequence[FeatureValue]) -> list[float]:
        fill = self._fill
        return [fill if value is None else value for value in self._pick(values)]

    def _warm_up(self) -> None:
        """Runs the model, to see that it gives probabilities and scores as trained."""
        require_probabilities(self._graph, len(self.manifest.features), self._fill)
        for number, probe in enumerate(self.manifest.probes, start=1):
            inputs = np.array([probe.values], dtype=np.float32)
            for score in (self.score_matrix(inputs)[0], self._score_row(probe.values)):
                if not abs(score - probe.score) <= PROBE_TOLERANCE:
                    raise ModelMismatchError(
                        f"probe {number}: scored {score:.6f}, expected {probe.score:.6f};"
                        f" onnxruntime {onnxruntime.__version__} does not compute the model as"
                        " trained"
                    )


def _picker(places: Sequence[int]) -> Callable[[Sequence[FeatureValue]], Sequence[FeatureValue]]:
    """Takes the values at some places."""
    if len(places) == 1:
        return lambda values: (values[places[0]],)
    return itemgetter(*places)
