"""An explainer is made from what scikit-learn fitted, or refused by name."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from features.fraud.catalogue import SHIPPED
from models.fraud.artifact import load_model_for
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.explanation.choice import explainer_for
from models.shared.explanation.image import LeafBoxes
from models.shared.explanation.tree_shapley import TreeShapley
from models.shared.scorer import OnnxScorer
from models.shared.training.explainer_export import explainer_of
from models.shared.training.leaf_boxes import Leaf, Tree, leaves_of
from tests.models.explanation.cases import NAMES, fitted

INF = float("inf")


def tree(*thresholds: float) -> Tree:
    """A tree that splits one feature again and again, always on its right side."""
    count = len(thresholds)
    nodes = 2 * count + 1
    inner = np.arange(nodes) % 2 == 0
    inner[-1] = False
    return Tree(
        left=np.where(inner, np.arange(nodes) + 1, -1),
        right=np.where(inner, np.arange(nodes) + 2, -1),
        is_leaf=~inner,
        feature=np.zeros(nodes, dtype=np.int64),
        threshold=np.repeat(np.array([*thresholds, 0], dtype=np.float32), 2)[:nodes],
        value=np.arange(nodes, dtype=np.float64),
    )


def test_splits_of_one_feature_become_one_bound() -> None:
    assert list(leaves_of(tree(1, 4))) == [
        Leaf(1.0, ((0, -INF, 1.0),)),
        Leaf(3.0, ((0, 1.0, 4.0),)),
        Leaf(4.0, ((0, 4.0, INF),)),
    ]


def test_a_leaf_that_no_row_reaches_is_left_out() -> None:
    assert [leaf.value for leaf in leaves_of(tree(4, 1))] == [1.0, 4.0]


def test_trees_without_a_split_add_to_the_constant() -> None:
    data = np.zeros((10, 2), dtype=np.float32)
    classifier = HistGradientBoostingClassifier(max_iter=2, early_stopping=False)
    classifier.fit(data, np.arange(10) % 5 == 0)
    model = explainer_of(classifier, ("a", "b")).model
    assert isinstance(model, LeafBoxes)
    explained = TreeShapley(model, data[0])
    assert explained.margin(data[0]) == pytest.approx(classifier.decision_function(data[:1])[0])
    assert explained.contributions(data[0]).tolist() == [0.0, 0.0]


def test_the_same_classifier_gives_the_same_explainer() -> None:
    assert explainer_of(fitted("forest"), NAMES) == explainer_of(fitted("forest"), NAMES)


@pytest.mark.parametrize(
    ("classifier", "described"),
    [
        (DummyClassifier(), "DummyClassifier"),
        (
            make_pipeline(MinMaxScaler(), LogisticRegression()),
            "Pipeline of MinMaxScaler, LogisticRegression",
        ),
    ],
)
def test_a_classifier_of_another_kind_is_refused_by_name(
    classifier: object, described: str
) -> None:
    with pytest.raises(TypeError, match=f"^no explainer for {described}$"):
        explainer_of(classifier, NAMES)


def test_categorical_splits_are_refused() -> None:
    data = np.arange(200, dtype=np.float32)[:, None] % 4
    classifier = HistGradientBoostingClassifier(
        max_iter=2, categorical_features=[0], early_stopping=False
    )
    classifier.fit(data, data[:, 0] % 2 == 0)
    with pytest.raises(TypeError, match="categorical splits"):
        explainer_of(classifier, ("a",))


def test_the_shipped_model_is_explained_exactly() -> None:
    artifact = load_model_for(SHIPPED_MODEL, SHIPPED)
    scorer = OnnxScorer(artifact, artifact.manifest.features)
    explainer = explainer_for(scorer)
    assert explainer.method == "shapley"
    for row in np.random.default_rng(3).lognormal(3, 3, (50, len(scorer.columns))):
        inputs = row.astype(np.float32)
        found = explainer.explain(inputs)
        (score,) = scorer.score_matrix(inputs[None, :])
        assert found.usual_score + found.contributions.sum() == pytest.approx(score, abs=1e-5)
