"""What a cluster of a test writes beside its results, it takes with it."""

from pathlib import Path

from servers.flink_layout import TEMPORARY
from tests.cluster.flink_cluster import flink_cluster


def test_a_killed_cluster_leaves_no_temporary_file(tmp_path: Path) -> None:
    with flink_cluster(tmp_path, task_managers=1) as cluster:
        written = sorted(path.name for path in (tmp_path / TEMPORARY).iterdir())
        cluster.kill_task_manager()
    assert any(name.startswith("tm_") for name in written), written
    assert not (tmp_path / TEMPORARY).exists()
