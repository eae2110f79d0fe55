"""From a fitted scikit-learn classifier to the explainer that goes into its artifact."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from models.shared.explanation.image import (
    ExplainerImage,
    LeafBoxes,
    Weights,
    packed_counts,
    packed_floats,
)
from models.shared.explanation.link import Link
from models.shared.training.leaf_boxes import Leaf, Tree, leaves_of

_POSITIVE: Final = 1
_ZERO_MARGIN: Final = 0.0


def explainer_of(
    classifier: object,
    features: Sequence[str],
    *,
    slope: float = 1.0,
    intercept: float = 0.0,
    least: float = 1e-7,
) -> ExplainerImage:
    """The explainer of a fitted binary classifier, by the thresholds of its ONNX graph.

    Args:
        classifier: HistGradientBoostingClassifier, RandomForestClassifier, or a Pipeline of
            StandardScaler and LogisticRegression.
        features: names of the inputs, in order.
        slope: of a calibration of the score, sigmoid(slope * log-odds + intercept).
        intercept: of the calibration.
        least: how near to 0 and 1 that calibration takes the log-odds of a forest.

    Raises:
        TypeError: another kind of classifier.
    """
    if isinstance(classifier, HistGradientBoostingClassifier):
        trees = [_boosted(predictor) for (predictor,) in classifier._predictors]  # noqa: SLF001 - there is no public way to its trees
        constant = float(np.ravel(classifier._baseline_prediction)[0])  # noqa: SLF001
        model: LeafBoxes | Weights = _boxes(trees, constant)
        return ExplainerImage(tuple(features), model, Link("log_odds", slope, intercept, least))
    if isinstance(classifier, RandomForestClassifier):
        count = len(classifier.estimators_)
        model = _boxes([_grown(tree.tree_, count) for tree in classifier.estimators_], _ZERO_MARGIN)
        return ExplainerImage(tuple(features), model, Link("probability", slope, intercept, least))
    model = _weights(classifier)
    return ExplainerImage(tuple(features), model, Link("log_odds", slope, intercept, least))


def _boosted(predictor: Any) -> Tree:  # noqa: ANN401 - scikit-learn has no types
    """A boosted tree; its graph has the thresholds rounded to the nearest float32."""
    nodes = predictor.nodes
    if nodes["is_categorical"].any():
        raise TypeError("a boosted tree with categorical splits has no explainer")
    return Tree(
        left=nodes["left"].astype(np.int64),
        right=nodes["right"].astype(np.int64),
        is_leaf=nodes["is_leaf"].astype(bool),
        feature=nodes["feature_idx"].astype(np.int64),
        threshold=nodes["num_threshold"].astype(np.float32),
        value=nodes["value"].astype(np.float64),
    )


def _grown(tree: Any, count: int) -> Tree:  # noqa: ANN401
    """A tree of a forest of `count`; its graph has the thresholds rounded down to a float32.

    With inputs in float32 that changes no branch, see `skl2onnx.common.tree_ensemble`.
    """
    nearest = tree.threshold.astype(np.float32)
    down = np.nextafter(nearest, np.float32(-np.inf))
    shares = tree.value[:, 0, :] / tree.value[:, 0, :].sum(axis=1, keepdims=True)
    return Tree(
        left=tree.children_left,
        right=tree.children_right,
        is_leaf=tree.children_left < 0,
        feature=tree.feature,
        threshold=np.where(nearest > tree.threshold, down, nearest),
        value=shares[:, _POSITIVE] / count,
    )


def _boxes(trees: Sequence[Tree], constant: float) -> LeafBoxes:
    leaves = [leaf for tree in trees for leaf in leaves_of(tree)]
    bounded = [leaf for leaf in leaves if leaf.bounds]
    bounds = [bound for leaf in bounded for bound in leaf.bounds]
    return LeafBoxes(
        values=packed_floats([leaf.value for leaf in bounded]),
        sizes=packed_counts([len(leaf.bounds) for leaf in bounded]),
        features=packed_counts([feature for feature, _, _ in bounds]),
        above=packed_floats([above for _, above, _ in bounds]),
        up_to=packed_floats([up_to for _, _, up_to in bounds]),
        constant=constant + _unsplit(leaves),
    )


def _unsplit(leaves: Sequence[Leaf]) -> float:
    """What trees of a single leaf add to every row."""
    return float(sum(leaf.value for leaf in leaves if not leaf.bounds))


def _weights(classifier: object) -> Weights:
    steps = [step for _, step in classifier.steps] if isinstance(classifier, Pipeline) else []
    if [type(step) for step in steps] != [StandardScaler, LogisticRegression]:
        raise TypeError(f"no explainer for {_described(classifier, steps)}")
    scaler, regression = steps
    weights = regression.coef_[0] / scaler.scale_
    constant = float(regression.intercept_[0] - weights @ scaler.mean_)
    return Weights(tuple(weights.tolist()), constant)


def _described(classifier: object, steps: Sequence[object]) -> str:
    return " of ".join([type(classifier).__name__, *_names(steps)])


def _names(steps: Sequence[object]) -> Iterator[str]:
    if steps:
        yield ", ".join(type(step).__name__ for step in steps)
