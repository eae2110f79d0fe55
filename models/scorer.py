"""Scores payments with an ONNX classifier: one reused row in, one probability of fraud out."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as onnx_errors

from events.decision import Action, FeatureValue
from models.artifact import ModelArtifact

Matrix = NDArray[np.float32]

PROBE_TOLERANCE: Final = 1e-5
_FRAUD: Final = 1  # column of the probability of fraud
_UNUSABLE: Final = (
    onnx_errors.Fail,
    onnx_errors.InvalidArgument,
    onnx_errors.InvalidGraph,
    onnx_errors.InvalidProtobuf,
    onnx_errors.NotImplemented,
)


class ModelMismatchError(ValueError):
    """A model graph that does not do what its manifest says."""


class OnnxScorer:
    """Scores feature values with the model of an artifact.

    Make one per operator instance: it holds a native session, which does not pickle.

    Args:
        artifact: the verified model.
        feature_names: order of the values that it will be given.

    Raises:
        ModelMismatchError: if the graph cannot be loaded, has another input width, has no output
            of two class probabilities, or scores a probe of the manifest otherwise.
    """

    def __init__(self, artifact: ModelArtifact, feature_names: Sequence[str]) -> None:
        manifest = artifact.manifest
        self.artifact: Final = artifact
        self.manifest: Final = manifest
        self.columns: Final = tuple(feature_names.index(name) for name in manifest.features)
        self._fill = manifest.missing_value
        self._flag, self._block = manifest.thresholds.flag, manifest.thresholds.block
        self._session = _session(artifact)
        self._input = _input_name(self._session, len(manifest.features))
        self._outputs = [_probability_output(self._session)]
        self._row: Matrix = np.full((1, len(manifest.features)), self._fill, dtype=np.float32)
        self._feed = {self._input: self._row}
        self._warm_up()

    def score(self, values: Sequence[FeatureValue]) -> float:
        """Probability of fraud, 0 to 1, for one payment's values."""
        self._row[0] = self._filled(values)
        return float(self._session.run(self._outputs, self._feed)[0][0, _FRAUD])

    def score_batch(self, rows: Sequence[Sequence[FeatureValue]]) -> list[float]:
        """The score of each row."""
        if not rows:
            return []
        return self.score_matrix(self.matrix(rows))

    def matrix(self, rows: Sequence[Sequence[FeatureValue]]) -> Matrix:
        """The model's input for `rows`: (rows, features), missing values filled."""
        return np.array([self._filled(values) for values in rows], dtype=np.float32)

    def score_matrix(self, inputs: Matrix) -> list[float]:
        """The score of each row of `inputs`, a (rows, features) matrix as `matrix` makes it."""
        scores: list[float] = self._session.run(self._outputs, {self._input: inputs})[0][
            :, _FRAUD
        ].tolist()
        return scores

    def action(self, score: float) -> Action:
        """What the thresholds of the manifest say about `score`."""
        if score >= self._block:
            return "block"
        return "flag" if score >= self._flag else "allow"

    def _filled(self, values: Sequence[FeatureValue]) -> list[float]:
        fill = self._fill
        picked = [values[column] for column in self.columns]
        return [fill if value is None else value for value in picked]

    def _warm_up(self) -> None:
        """Runs the model once, and on the manifest's probes to see that it scores as trained."""
        self._session.run(self._outputs, self._feed)
        for number, probe in enumerate(self.manifest.probes, start=1):
            inputs = np.array([probe.values], dtype=np.float32)
            score = self.score_matrix(inputs)[0]
            if not abs(score - probe.score) <= PROBE_TOLERANCE:
                raise ModelMismatchError(
                    f"probe {number}: scored {score:.6f}, expected {probe.score:.6f}; onnxruntime"
                    f" {onnxruntime.__version__} does not compute the model as trained"
                )


def _session(artifact: ModelArtifact) -> Any:  # noqa: ANN401 - onnxruntime has no types
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(
            artifact.onnx_bytes, options, providers=["CPUExecutionProvider"]
        )
    except _UNUSABLE as error:
        raise ModelMismatchError(f"the graph cannot be loaded: {error}") from error


def _input_name(session: Any, width: int) -> str:  # noqa: ANN401
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or inputs[0].shape[1:] != [width]:
        found = ", ".join(f"{item.name} {item.type} {item.shape}" for item in inputs)
        raise ModelMismatchError(
            f"input: {found or 'none'}, expected one float tensor [rows, {width}]"
        )
    return str(inputs[0].name)


def _probability_output(session: Any) -> str:  # noqa: ANN401
    outputs = session.get_outputs()
    fitting = [
        item.name for item in outputs if item.type == "tensor(float)" and item.shape[1:] == [2]
    ]
    if len(fitting) != 1:
        found = ", ".join(f"{item.name} {item.type} {item.shape}" for item in outputs)
        raise ModelMismatchError(
            f"outputs: {found or 'none'}, expected one float tensor [rows, 2] of probabilities"
        )
    return str(fitting[0])
