"""Scores the candidates of a session with an ONNX ranker: a matrix in, a score a row out."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.shared.artifact import ModelArtifact
from models.shared.onnx_graph import Matrix, ModelMismatchError, OnnxGraph

PROBE_TOLERANCE: Final = 1e-4


class Ranker:
    """The ranker of an artifact; it holds a native session, which does not pickle.

    Args:
        artifact: the verified model.
        names: of the columns that it will be given.

    Raises:
        ModelMismatchError: it reads what there is not, cannot be loaded, has not one score a row,
            or scores a probe of the manifest otherwise.
    """

    def __init__(self, artifact: ModelArtifact, names: Sequence[str]) -> None:
        manifest = artifact.manifest
        self.artifact: Final = artifact
        lacking = [name for name in manifest.features if name not in names]
        if lacking:
            raise ModelMismatchError(
                f"the ranker reads {', '.join(lacking)}: no input of these definitions"
            )
        self._columns = [names.index(name) for name in manifest.features]
        self._all = self._columns == list(range(len(names)))
        self._graph = OnnxGraph(artifact.onnx_bytes, len(manifest.features), outputs=1)
        for number, probe in enumerate(manifest.probes, start=1):
            found = float(self._graph.run(np.array([probe.values], dtype=np.float32))[0, 0])
            if not abs(found - probe.score) <= PROBE_TOLERANCE:
                raise ModelMismatchError(
                    f"probe {number}: scored {found:.6f}, expected {probe.score:.6f}"
                )

    def scores(self, inputs: Matrix) -> NDArray[np.float32]:
        """The score of each row of (rows, names).

        Raises:
            GraphRunError: the graph gives none.
        """
        if not len(inputs):
            return np.zeros(0, dtype=np.float32)
        read = inputs if self._all else np.ascontiguousarray(inputs[:, self._columns])
        scores: NDArray[np.float32] = self._graph.run(read)[:, 0]
        return scores
