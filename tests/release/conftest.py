"""One emulator for all tests of releases; each test has an environment of its own in it."""

from collections.abc import Iterator

import pytest

from tests.infra.emulator.server import EmulatedAws, emulated_aws
from tests.release.world import World


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedAws]:
    with emulated_aws(tmp_path_factory.mktemp("aws")) as emulator:
        yield emulator


@pytest.fixture
def world(aws: EmulatedAws) -> World:
    """With its buckets and metrics in memory; test_deploy.py has all of it in the emulator."""
    return World(aws, in_memory=True)
