"""The graph decides every split as the trees that it was made from."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.recommendations.training.ensemble_graph import (
    UnsupportedTreeError,
    ensemble_graph,
    single_at_most,
)
from models.shared.onnx_graph import OnnxGraph
from tests.models.recommendations.training.boosted import WIDTH, boosted, rows


def thresholds(node: dict[str, Any]) -> Iterator[tuple[int, float]]:
    """Inputs and thresholds of all splits below a node."""
    if "threshold" in node:
        yield node["split_feature"], node["threshold"]
        yield from thresholds(node["left_child"])
        yield from thresholds(node["right_child"])


def differences(booster: Any, inputs: NDArray[np.float32]) -> NDArray[np.float64]:  # noqa: ANN401
    """How far the scores of the graph are from those of the trees."""
    graph = OnnxGraph(ensemble_graph(booster.dump_model(), WIDTH), WIDTH, outputs=1)
    return np.asarray(np.abs(graph.run(inputs)[:, 0] - booster.predict(inputs)))


@pytest.mark.parametrize("seed", range(5))
def test_every_score_is_that_of_the_trees(seed: int) -> None:
    booster = boosted(rows(seed), seed)
    assert differences(booster, rows(seed + 100)).max() < 1e-5


def at_thresholds(booster: Any, seed: int) -> Iterator[NDArray[np.float32]]:  # noqa: ANN401
    """A row for each split, with the single nearest to its threshold, then the ones beside it."""
    trees = booster.dump_model()["tree_info"]
    splits = [split for tree in trees for split in thresholds(tree["tree_structure"])]
    assert len(splits) > 100
    nearest = np.array([value for _, value in splits], dtype=np.float32)
    for towards in (nearest, np.float32(-np.inf), np.float32(np.inf)):
        inputs = rows(seed, len(splits))
        places = [feature for feature, _ in splits]
        inputs[np.arange(len(splits)), places] = np.nextafter(nearest, towards)
        yield inputs


@pytest.mark.parametrize("seed", range(5))
def test_values_at_a_threshold_and_beside_it_go_the_same_way(seed: int) -> None:
    booster = boosted(rows(seed), seed)
    worst = [differences(booster, inputs).max() for inputs in at_thresholds(booster, seed)]
    assert len(worst) == 3
    assert max(worst) < 1e-5


def test_rounding_thresholds_to_the_nearest_would_go_another_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = "models.recommendations.training.ensemble_graph.single_at_most"
    monkeypatch.setattr(place, lambda threshold: float(np.float32(threshold)))
    booster = boosted(rows(0), 0)
    assert differences(booster, next(at_thresholds(booster, 0))).max() > 1e-3


@pytest.mark.parametrize("value", [1e-35, 1e-36, 1e-45, 0.0, -0.0, -1e-45, -1e-36, -1e-35])
def test_values_next_to_zero_are_read_as_zero(value: float) -> None:
    booster, inputs = boosted(rows(0), 0), rows(1)
    inputs[:, :4] *= np.random.default_rng(0).integers(0, 2, size=(len(inputs), 4))
    inputs[inputs == 0] = value
    assert differences(booster, inputs).max() < 1e-5


def test_a_tree_of_one_leaf_is_its_value() -> None:
    booster = boosted(rows(0)[:2], trees=1)
    assert booster.dump_model()["tree_info"][0]["num_leaves"] == 1
    assert differences(booster, rows(1)).max() < 1e-5


def test_the_same_trees_give_the_same_bytes() -> None:
    dumped = boosted(rows(0)).dump_model()
    assert ensemble_graph(dumped, WIDTH) == ensemble_graph(dumped, WIDTH)


def test_a_split_of_categories_is_refused_with_its_place() -> None:
    inputs = np.abs(rows(0))
    dumped = boosted(inputs, categorical=[0], min_data_per_group=2).dump_model()
    with pytest.raises(UnsupportedTreeError, match=r"tree \d+, node \d+: ==, missing \w+; <= and"):
        ensemble_graph(dumped, WIDTH)


def test_a_split_that_tells_missing_values_apart_is_refused() -> None:
    inputs = rows(0)
    inputs[::3, 1] = np.nan
    with pytest.raises(UnsupportedTreeError, match="<=, missing NaN; <= and None are expected"):
        ensemble_graph(boosted(inputs).dump_model(), WIDTH)


def test_a_split_that_takes_zero_for_missing_is_refused() -> None:
    with pytest.raises(UnsupportedTreeError, match="missing Zero"):
        ensemble_graph(boosted(rows(0), zero_as_missing=True).dump_model(), WIDTH)


@given(st.floats(-1e30, 1e30), st.floats(-(2.0**99), 2.0**99, width=32))
def test_a_single_is_at_most_a_threshold_where_it_is_at_most_the_single_below_it(
    threshold: float, value: float
) -> None:
    assert (value <= threshold) == (value <= single_at_most(threshold))


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_threshold_that_is_a_single_stays_as_it_is(threshold: float) -> None:
    assert single_at_most(threshold) == threshold


@pytest.mark.parametrize(
    ("threshold", "expected"), [(1e300, 3.4028234663852886e38), (-1e300, -np.inf)]
)
def test_a_threshold_beyond_all_singles_divides_none_of_them(
    threshold: float, expected: float
) -> None:
    assert single_at_most(threshold) == expected
