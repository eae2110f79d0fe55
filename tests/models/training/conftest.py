"""Fixtures for the tests of training."""

import pytest

from models.training import tuning
from models.training.fitted_model import FittedModel
from tests.models.training.quick_fits import QUICK_GRIDS, quick_fit
from tests.models.training.small_tables import small_table
from trainset.table import TrainingTable


@pytest.fixture(autouse=True)
def _quick_grids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "GRIDS", QUICK_GRIDS)


@pytest.fixture(scope="session")
def table() -> TrainingTable:
    return small_table()


@pytest.fixture(scope="session")
def model(table: TrainingTable) -> FittedModel:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuning, "GRIDS", QUICK_GRIDS)
        return quick_fit(table)
