"""The wheels of a bundle are whole: they work where nothing else is installed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.flink_cluster import FlinkPython

# Loading the model scores the probes of its manifest, and refuses a runtime that scores otherwise.
DECIDE_AND_STORE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from botocore.session import Session
from feature_store.connection import StoreSettings, connect
from feature_store.iam_authentication import iam_connection_pool
from udfs.loading import DeciderLoader

decider = DeciderLoader("default", "default", "test")()
connect(StoreSettings("redis://localhost:6379")).close()
# Roles are assumed at STS.
Session().create_client("sts", region_name="eu-central-1")
names = {name.partition(".")[0] for name in sys.modules}
print(json.dumps({name: getattr(sys.modules[name], "__file__", None) for name in names}))
"""


def test_rules_model_and_store_client_need_nothing_but_the_bundle(unpacked: Path) -> None:
    # Isolated, and without the packages of the environment.
    command = [sys.executable, "-I", "-S", "-c", DECIDE_AND_STORE, str(unpacked / "dep")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=unpacked)
    assert ended.returncode == 0, ended.stderr
    loaded = json.loads(ended.stdout)
    for name in ("numpy", "onnxruntime", "msgspec", "yaml", "redis", "botocore", "models"):
        assert loaded[name].startswith(str(unpacked / "dep")), loaded[name]
    assert "google" not in loaded


@pytest.mark.parametrize("package", ["msgspec", "onnxruntime", "redis", "yaml", "udfs"])
def test_a_missing_package_is_one_line_that_names_it(
    unpacked: Path, flink_python: FlinkPython, tmp_path: Path, package: str
) -> None:
    for entry in (unpacked / "dep").iterdir():
        if entry.name != package:
            (tmp_path / entry.name).symlink_to(entry)
    ended = subprocess.run(
        [flink_python.executable, unpacked / "main.py"],
        env={"PYTHONPATH": str(tmp_path), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("revstream: the code cannot be imported: No module named ")
    assert f"'{package}" in line
    assert "pyFiles=dep/" in line
