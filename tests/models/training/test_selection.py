"""Feature selection drops what says the same or nothing."""

import numpy as np
import pytest

from models.fraud.training.knowledge import Knowledge
from models.fraud.training.rows import Rows, labelled_rows
from models.fraud.training.selection import Selection, select
from models.fraud.training.settings import TrainSettings
from models.shared.training.folds import folds_of
from tests.models.training.quick_fits import KNOWN_AT_MS, PERIOD
from tests.models.training.small_tables import DELAY_MS, names_of, small_table


def selected(width: int, settings: TrainSettings) -> Selection:
    table = small_table(rows=1_500, width=width)
    rows: Rows = labelled_rows(
        table, names_of(width), PERIOD, Knowledge(KNOWN_AT_MS, DELAY_MS), -1.0
    )
    folds = folds_of(rows.time_ms, PERIOD, count=1, delay_ms=0)
    return select(rows, names_of(width), folds, settings)


@pytest.mark.parametrize(("width", "fewest", "most"), [(60, 15, 40), (24, 15, 22), (9, 8, 8)])
def test_fifteen_to_forty_features_stay_where_there_are_as_many(
    width: int, fewest: int, most: int
) -> None:
    assert fewest <= len(selected(width, TrainSettings()).features) <= most


def test_what_tells_fraud_stays_and_comes_in_catalogue_order() -> None:
    features = selected(24, TrainSettings(least_features=3, most_features=8)).features
    assert "f01" in features
    assert {"f00", "f04"} & set(features)
    assert list(features) == sorted(features)


def test_of_two_features_that_rank_alike_one_stays() -> None:
    selection = selected(24, TrainSettings())
    assert len({"f00", "f04"} & set(selection.features)) == 1
    assert set(selection.same_as) | set(selection.same_as.values()) == {"f00", "f04"}


def test_a_feature_with_one_value_is_left_out() -> None:
    assert selected(24, TrainSettings()).constant == ("f05",)


def test_the_importance_of_what_tells_fraud_is_the_largest() -> None:
    importance = selected(24, TrainSettings()).importance
    assert max(importance, key=lambda name: importance[name]) == "f01"
    assert np.median(list(importance.values())) < 0.02
