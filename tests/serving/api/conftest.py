"""An API for the tests of a module."""

from collections.abc import Iterator

import pytest

from tests.serving.api.served import Served, served


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The API over stand-ins."""
    with served(tmp_path_factory.mktemp("api")) as started:
        yield started
