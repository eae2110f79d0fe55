"""One bundle for all tests, unpacked, and a Python that has Flink and nothing of the project."""

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.bundle.build import BuiltBundle, build_bundle
from infra.bundle.variant import OLDER_GLIBC, Variant
from tests.cluster.flink_cluster import FlinkCluster, flink_cluster
from tests.cluster.flink_layout import ROOT, FlinkPython


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, connector_jar: Path) -> BuiltBundle:
    """The bundle of this project."""
    assert connector_jar.is_relative_to(ROOT)
    return build_bundle(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def unpacked(built: BuiltBundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle in a folder of its own, as Managed Flink unpacks it."""
    return _unpacked(built, tmp_path_factory.mktemp("unpacked"))


@pytest.fixture(scope="session")
def unpacked_for_older_glibc(tmp_path_factory: pytest.TempPathFactory, connector_jar: Path) -> Path:
    """The bundle for an older Linux, unpacked."""
    assert connector_jar.is_relative_to(ROOT)
    built = build_bundle(ROOT, tmp_path_factory.mktemp("dist"), Variant(glibc=OLDER_GLIBC))
    return _unpacked(built, tmp_path_factory.mktemp("unpacked"))


def _unpacked(built: BuiltBundle, folder: Path) -> Path:
    with ZipFile(built.bundle.path) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def flink_python() -> FlinkPython:
    """A Python with apache-flink alone, of the versions in uv.lock; kept until the lock changes."""
    folder = ROOT / ".tools" / "flink-python"
    folder.parent.mkdir(exist_ok=True)
    # Tests run side by side in processes, of which one makes the folder and the others wait.
    with (folder.parent / "flink-python.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make(folder)
    packages = folder / "lib" / "python3.11" / "site-packages"
    return FlinkPython(folder / "bin" / "python", packages, project=None)


@pytest.fixture(scope="module")
def cluster(
    flink_python: FlinkPython, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlinkCluster]:
    """A cluster of one TaskManager, every operator of which has one task."""
    one_task_each = {"parallelism.default": "1", "execution.checkpointing.interval": "2 s"}
    folder = tmp_path_factory.mktemp("managed-flink")
    with flink_cluster(folder, 1, python=flink_python, options=one_task_each) as running:
        yield running


def _make(folder: Path) -> None:
    versions = sha256((ROOT / "uv.lock").read_bytes()).hexdigest()
    made_for = folder / "uv.lock.sha256"
    if made_for.is_file() and made_for.read_text() == versions:
        return
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([ROOT / "scripts" / "bootstrap", "flink", folder], check=True)
    made_for.write_text(versions)
