"""One cluster for all tests: its start takes longer than most of them."""

from collections.abc import Iterator

import pytest

from tests.cluster.flink_cluster import FlinkCluster, flink_cluster


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlinkCluster]:
    """Two TaskManagers of two slots; a test that kills one starts another."""
    with flink_cluster(tmp_path_factory.mktemp("flink")) as running:
        yield running
