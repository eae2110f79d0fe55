"""An ONNX graph, loaded: a matrix of features in, two class probabilities or one score a row out.

The native library reports damage by types of its own and by whatever its bindings stumble over, a
name that is not UTF-8 for one. Nothing of that leaves this file.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.shared.native_runtime import onnxruntime

Matrix = NDArray[np.float32]

CLASSES: Final = 2
_SHOWN_CHARACTERS: Final = 200
_FATAL_ONLY: Final = 4


class ModelMismatchError(ValueError):
    """A model graph that does not do what its manifest says."""


class GraphRunError(RuntimeError):
    """The graph could not be computed for these inputs."""


class OnnxGraph:
    """A native session; it does not pickle.

    Args:
        onnx_bytes: the graph.
        width: number of features that it must take.
        outputs: numbers that it must give for a row.

    Raises:
        ModelMismatchError: it cannot be loaded, has another input width, or has no output of so
            many numbers.
    """

    def __init__(self, onnx_bytes: bytes, width: int, outputs: int = CLASSES) -> None:
        self._width, self._given = width, outputs
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # What is wrong is raised; the library would print it too, and try the same again.
        options.log_severity_level = _FATAL_ONLY
        try:
            self._session = onnxruntime.InferenceSession(
                onnx_bytes, options, providers=["CPUExecutionProvider"], enable_fallback=0
            )
            inputs, found = self._session.get_inputs(), self._session.get_outputs()
            self._input = _input_name(inputs, width)
            self._outputs = [_output_name(found, outputs)]
        except ModelMismatchError:
            raise
        except Exception as error:
            raise ModelMismatchError(f"the graph cannot be loaded: {_one_line(error)}") from error

    def one_row(self) -> "OneRow":
        """The graph for one row at a time."""
        return OneRow(self._session, self._input, self._outputs[0], self._width)

    def run(self, inputs: Matrix) -> Matrix:
        """What the graph gives for (rows, features): (rows, outputs), whatever numbers they are.

        Raises:
            GraphRunError: it gives nothing of that shape.
        """
        try:
            (found,) = self._session.run(self._outputs, {self._input: inputs})
        except Exception as error:
            raise GraphRunError(_one_line(error)) from error
        if found.shape != (len(inputs), self._given):
            raise GraphRunError(f"shape {found.shape}, expected {(len(inputs), self._given)}")
        return np.asarray(found, dtype=np.float32)


class OneRow:
    """A graph bound to one row of features, which is filled anew for each run.

    Nothing is handed over or made for a run: it reads the row and writes the probabilities where
    they are.

    Attributes:
        features: (1, width), to be filled.
    """

    def __init__(self, session: Any, input_name: str, output_name: str, width: int) -> None:  # noqa: ANN401
        self.features: Final[Matrix] = np.zeros((1, width), dtype=np.float32)
        self._found: Matrix = np.zeros((1, CLASSES), dtype=np.float32)
        self._session, self._binding = session, session.io_binding()
        for bind, name, held in (
            (self._binding.bind_input, input_name, self.features),
            (self._binding.bind_output, output_name, self._found),
        ):
            bind(name, "cpu", 0, np.float32, held.shape, held.ctypes.data)

    def run(self, of_class: int) -> float:
        """The probability of a class for the row.

        Raises:
            GraphRunError: the graph gives none.
        """
        try:
            self._session.run_with_iobinding(self._binding)
        except Exception as error:
            raise GraphRunError(_one_line(error)) from error
        return float(self._found[0, of_class])


def _input_name(inputs: Any, width: int) -> str:  # noqa: ANN401 - onnxruntime has no types
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or inputs[0].shape[1:] != [width]:
        raise ModelMismatchError(
            f"input: {_described(inputs)}, expected one float tensor [rows, {width}]"
        )
    return str(inputs[0].name)


def _output_name(outputs: Any, width: int) -> str:  # noqa: ANN401
    fitting = [
        item.name for item in outputs if item.type == "tensor(float)" and item.shape[1:] == [width]
    ]
    if len(fitting) != 1:
        what = "probabilities" if width == CLASSES else "scores"
        raise ModelMismatchError(
            f"outputs: {_described(outputs)}, expected one float tensor [rows, {width}] of {what}"
        )
    return str(fitting[0])


def _described(items: Any) -> str:  # noqa: ANN401
    return ", ".join(f"{item.name} {item.type} {item.shape}" for item in items) or "none"


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:_SHOWN_CHARACTERS]
