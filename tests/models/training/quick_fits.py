"""Fits that take a moment: learners with few trees."""

from collections.abc import Mapping
from typing import Final

import pytest

from models.fraud.training import selection, tuning
from models.fraud.training.fit import fit
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.settings import TrainSettings
from models.shared.training.classifiers import Settings
from models.shared.training.learners import Candidate
from models.shared.training.period import Period
from tests.models.training.small_tables import DAY_MS, DELAY_MS, START_MS
from trainset.table import TrainingTable

QUICK_GRIDS: Final[Mapping[str, tuple[Settings, ...]]] = {
    "logistic": ({"C": 1.0}, {"C": 0.001}),
    "random_forest": ({"n_estimators": 5, "max_leaf_nodes": 16},),
    "gradient_boosting": ({"max_iter": 8, "max_leaf_nodes": 8}, {"max_iter": 2}),
}
QUICK_JUDGE: Final = Candidate("gradient_boosting", {"max_iter": 40, "max_leaf_nodes": 8})
PERIOD: Final = Period(START_MS, START_MS + 14 * DAY_MS)
KNOWN_AT_MS: Final = PERIOD.to_ms + DELAY_MS


def make_quick(patch: pytest.MonkeyPatch) -> None:
    """Makes the fits of a test quick."""
    patch.setattr(tuning, "GRIDS", QUICK_GRIDS)
    patch.setattr(selection, "JUDGE", QUICK_JUDGE)


def quick_fit(
    table: TrainingTable, settings: TrainSettings | None = None, period: Period = PERIOD
) -> FittedModel:
    """A fit on the whole of a small table, after `make_quick`."""
    return fit(table, period, KNOWN_AT_MS, settings)
