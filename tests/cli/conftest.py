"""What tests of several commands share."""

import pytest

from tests.cli.experiment_shop import ExperimentShop, experiment_shop


@pytest.fixture(scope="session")
def small_experiment(tmp_path_factory: pytest.TempPathFactory) -> ExperimentShop:
    """A small shop with an experiment; no test changes it."""
    return experiment_shop(tmp_path_factory.mktemp("experiment"))
