"""A cluster on which thread mode would fail at the first restart is refused with the reason."""

from collections.abc import Iterator

import pytest

from jobs.fraud.settings import load_settings
from jobs.shared.preflight import PreflightError, check_cluster
from machine.java import find_java_home
from tests.cluster.flink_cluster import flink_cluster


@pytest.fixture(scope="module")
def rest_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a cluster without flink-python on its class path."""
    folder = tmp_path_factory.mktemp("cluster")
    with flink_cluster(folder, task_managers=0, with_flink_python=False) as cluster:
        yield cluster.rest_url


def test_a_cluster_without_flink_python_on_its_class_path_is_refused(rest_url: str) -> None:
    release = (find_java_home() / "release").read_text()
    if 'JAVA_VERSION="11' in release:
        pytest.skip("Java 11 does not have the trap")
    settings = load_settings({}, {"source.uri": "file:payments.jsonl"})
    with pytest.raises(PreflightError, match=r"Copy opt/flink-python-\*\.jar to lib/"):
        check_cluster(settings, rest_url)


def test_process_mode_needs_no_flink_python_on_the_class_path(rest_url: str) -> None:
    settings = load_settings(
        {}, {"source.uri": "file:payments.jsonl", "job.execution_mode": "process"}
    )
    check_cluster(settings, rest_url)


def test_a_cluster_that_does_not_answer_is_named() -> None:
    settings = load_settings({}, {"source.uri": "file:payments.jsonl"})
    with pytest.raises(PreflightError, match=r"does not answer at http://127\.0\.0\.1:9/"):
        check_cluster(settings, "http://127.0.0.1:9")
