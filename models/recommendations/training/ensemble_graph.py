"""Boosted trees as an ONNX graph that decides every split as the trees themselves do.

A split asks whether a value is at most a threshold, a double. Inputs are single precision, and for
them `value <= threshold` is the same as `value <= the next lower single`: thresholds are rounded
down, not to the nearest. Rounded to the nearest, 1.7 % of scores went another way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from onnx import TensorProto, helper

OPSET: Final = {"": 17, "ai.onnx.ml": 3}
INPUT: Final = "inputs"
OUTPUT: Final = "scores"

_ZERO: Final = np.float32(1e-35)
"""LightGBM reads a value that is no further from zero as zero, and puts thresholds there."""


class UnsupportedTreeError(ValueError):
    """Trees with something that the graph has no form for."""


@dataclass
class _Nodes:
    """The nodes of all trees, a list an attribute, as `TreeEnsembleRegressor` has them."""

    tree: list[int] = field(default_factory=list)
    node: list[int] = field(default_factory=list)
    mode: list[str] = field(default_factory=list)
    feature: list[int] = field(default_factory=list)
    threshold: list[float] = field(default_factory=list)
    yes: list[int] = field(default_factory=list)
    no: list[int] = field(default_factory=list)
    leaf_tree: list[int] = field(default_factory=list)
    leaf_node: list[int] = field(default_factory=list)
    leaf_value: list[float] = field(default_factory=list)

    def add(self, tree: int, node: int, mode: str, feature: int, threshold: float) -> int:
        """A node without its branches; its place."""
        self.tree.append(tree)
        self.node.append(node)
        self.mode.append(mode)
        self.feature.append(feature)
        self.threshold.append(threshold)
        self.yes.append(0)
        self.no.append(0)
        return len(self.node) - 1


def ensemble_graph(dumped: dict[str, Any], width: int) -> bytes:
    """The graph of a LightGBM model: (rows, width) singles in, (rows, 1) scores out.

    Args:
        dumped: as `Booster.dump_model` gives it.
        width: number of inputs.

    Raises:
        UnsupportedTreeError: a split is of categories, or tells missing values apart.
    """
    nodes = _Nodes()
    for number, tree in enumerate(dumped["tree_info"]):
        _add(tree["tree_structure"], number, nodes, iter(range(1 << 30)))
    made = helper.make_node(
        "TreeEnsembleRegressor",
        [INPUT],
        [OUTPUT],
        domain="ai.onnx.ml",
        name="trees",
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        nodes_treeids=nodes.tree,
        nodes_nodeids=nodes.node,
        nodes_modes=nodes.mode,
        nodes_featureids=nodes.feature,
        nodes_values=nodes.threshold,
        nodes_truenodeids=nodes.yes,
        nodes_falsenodeids=nodes.no,
        target_treeids=nodes.leaf_tree,
        target_nodeids=nodes.leaf_node,
        target_ids=[0] * len(nodes.leaf_node),
        target_weights=nodes.leaf_value,
    )
    graph = helper.make_graph(
        [made],
        "ranker",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [None, 1])],
    )
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSET.items()]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="revstream")
    return bytes(model.SerializeToString(deterministic=True))


def single_at_most(threshold: float) -> float:
    """The largest single that is at most a double.

    >>> single_at_most(0.5), single_at_most(0.1) <= 0.1
    (0.5, True)
    """
    with np.errstate(over="ignore"):
        nearest = np.float32(threshold)
    if float(nearest) > threshold:
        nearest = np.nextafter(nearest, np.float32(-np.inf))
    return float(nearest)


def _as_read(threshold: float) -> float:
    """The single that divides values as a threshold does, with those next to zero read as zero."""
    if abs(threshold) > _ZERO:
        return single_at_most(threshold)
    return float(_ZERO if threshold >= 0 else np.nextafter(-_ZERO, np.float32(-np.inf)))


def _add(split: dict[str, Any], tree: int, nodes: _Nodes, numbers: Iterator[int]) -> int:
    """Adds a node and those below it; its number in its tree."""
    number = next(numbers)
    if "leaf_value" in split:
        nodes.add(tree, number, "LEAF", 0, 0.0)
        nodes.leaf_tree.append(tree)
        nodes.leaf_node.append(number)
        nodes.leaf_value.append(float(split["leaf_value"]))
        return number
    if split["decision_type"] != "<=" or split["missing_type"] != "None":
        found = f"{split['decision_type']}, missing {split['missing_type']}"
        raise UnsupportedTreeError(f"tree {tree}, node {number}: {found}; <= and None are expected")
    threshold = _as_read(float(split["threshold"]))
    place = nodes.add(tree, number, "BRANCH_LEQ", int(split["split_feature"]), threshold)
    nodes.yes[place] = _add(split["left_child"], tree, nodes, numbers)
    nodes.no[place] = _add(split["right_child"], tree, nodes, numbers)
    return number
