"""The ONNX graph of a calibrated classifier.

::

    inputs -> boosting, logistic -> [-log-odds, log-odds] -------> MatMul, Add -> Sigmoid
    inputs -> forest -> [negative, positive] -> Clip -> Log ---------> MatMul, Add -> Sigmoid

The output is [rows, 2]: sigmoid(-m) and sigmoid(m), where m = slope * log-odds + intercept.
"""

from typing import Any, Final

import numpy as np
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline

from models.shared.training.calibration import LEAST, Calibration
from models.shared.training.classifiers import Classifier

TARGET_OPSET: Final = {"": 17, "ai.onnx.ml": 3}
_CALIBRATED: Final = "calibrated"


def calibrated_graph(classifier: Classifier, width: int, calibration: Calibration) -> bytes:
    """The graph, serialised: one float input [rows, width], one float output [rows, 2]."""
    is_forest = isinstance(classifier, RandomForestClassifier)
    last = classifier.steps[-1][1] if isinstance(classifier, Pipeline) else classifier
    model = to_onnx(
        classifier,
        np.zeros((1, width), dtype=np.float32),
        options={id(last): {"zipmap": False, "raw_scores": not is_forest}},
        target_opset=TARGET_OPSET,
    )
    graph = model.graph
    nodes = _of_probabilities() if is_forest else []
    slope = calibration.slope
    # Of [log negative, log positive] the difference is the log-odds; [-log-odds, log-odds] has it.
    slopes = [[slope, -slope], [-slope, slope]] if is_forest else [[slope, 0.0], [0.0, slope]]
    for node in (*nodes, *_calibrating("logs" if is_forest else "raw")):
        graph.node.append(node)
    _rename(graph, graph.output[1].name, "raw")
    graph.initializer.extend(_constants(slopes, calibration.intercept, forest=is_forest))
    del graph.output[:]
    graph.output.append(_output())
    _drop_unused(graph)
    return bytes(model.SerializeToString(deterministic=True))


def _constants(slopes: list[list[float]], intercept: float, *, forest: bool) -> list[TensorProto]:
    constants: dict[str, object] = {"slopes": slopes, "intercepts": [-intercept, intercept]}
    if forest:
        constants |= {"least": LEAST, "most": 1.0}
    return [
        numpy_helper.from_array(np.array(value, dtype=np.float32), name)
        for name, value in constants.items()
    ]


def _of_probabilities() -> list[NodeProto]:
    return [
        helper.make_node("Clip", ["raw", "least", "most"], ["clipped"], name="clip"),
        helper.make_node("Log", ["clipped"], ["logs"], name="log"),
    ]


def _calibrating(source: str) -> list[NodeProto]:
    return [
        helper.make_node("MatMul", [source, "slopes"], ["scaled"], name="scale"),
        helper.make_node("Add", ["scaled", "intercepts"], ["margins"], name="shift"),
        helper.make_node("Sigmoid", ["margins"], [_CALIBRATED], name="calibrate"),
    ]


def _rename(graph: Any, old: str, new: str) -> None:  # noqa: ANN401 - made at run time
    """Gives the output `old` of the classifier's nodes another name."""
    for node in graph.node:
        for place, name in enumerate(node.output):
            if name == old:
                node.output[place] = new


def _output() -> ValueInfoProto:
    return helper.make_tensor_value_info(_CALIBRATED, TensorProto.FLOAT, [None, 2])


def _drop_unused(graph: Any) -> None:  # noqa: ANN401 - made at run time
    """Drops the nodes that only the class labels need."""
    needed = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(node)
    del graph.node[:]
    graph.node.extend(reversed(kept))
