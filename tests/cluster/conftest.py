"""One cluster for all tests: its start takes longer than most of them."""

from collections.abc import Iterator

import pytest

from tests.cluster.flink_cluster import FlinkCluster, flink_cluster


@pytest.fixture(scope="session")
def session_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlinkCluster]:
    """Two TaskManagers of two slots."""
    with flink_cluster(tmp_path_factory.mktemp("flink")) as running:
        yield running


@pytest.fixture
def cluster(session_cluster: FlinkCluster) -> FlinkCluster:
    """The cluster as at its start, whatever a test before did to it."""
    session_cluster.renew(task_managers=2)
    return session_cluster
