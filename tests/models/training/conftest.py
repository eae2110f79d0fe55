"""Fixtures for the tests of training."""

import pytest

from models.fraud.training.fitted_model import FittedModel
from tests.models.training.quick_fits import make_quick, quick_fit
from tests.models.training.small_tables import small_table
from trainset.table import TrainingTable


@pytest.fixture(autouse=True)
def _quick_grids(monkeypatch: pytest.MonkeyPatch) -> None:
    make_quick(monkeypatch)


@pytest.fixture(scope="session")
def table() -> TrainingTable:
    return small_table()


@pytest.fixture(scope="session")
def model(table: TrainingTable) -> FittedModel:
    with pytest.MonkeyPatch.context() as patch:
        make_quick(patch)
        return quick_fit(table)
