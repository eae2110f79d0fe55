"""A Flink cluster of this machine that does not start says why, and leaves nothing."""

import tempfile
from pathlib import Path

import pytest

from machine.java import find_java_home
from servers.flink import flink_cluster
from servers.leash import ServerError


def test_a_cluster_that_does_not_start_tells_the_end_of_its_log_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(find_java_home()))
    too_little = {"jobmanager.memory.process.size": "1 mb"}
    with (
        pytest.raises(ServerError, match=r"(?s)ended with code.*memory"),
        flink_cluster(1, 1, too_little),
    ):
        pytest.fail("it started")
    assert list(tmp_path.iterdir()) == []
