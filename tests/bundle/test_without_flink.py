"""The wheels of a bundle are whole: they work where only Flink's own packages are installed."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cluster.flink_layout import FlinkPython

# Loading the model scores the probes of its manifest, and refuses a runtime that scores otherwise.
DECIDE_AND_STORE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from botocore.session import Session
from online_store.connection import StoreSettings, connect
from online_store.iam_authentication import iam_options
from udfs.fraud.loading import DeciderLoader

decider = DeciderLoader("default", "default", "test")()
connect(StoreSettings("redis://localhost:6379")).close()
# Roles are assumed at STS.
Session().create_client("sts", region_name="eu-central-1")
names = {name.partition(".")[0] for name in sys.modules}
print(json.dumps({name: getattr(sys.modules[name], "__file__", None) for name in names}))
"""


@pytest.mark.parametrize("bundle", ["unpacked", "unpacked_for_older_glibc"])
def test_rules_model_and_store_client_need_but_the_bundle_and_the_numpy_of_flink(
    bundle: str, request: pytest.FixtureRequest, flink_python: FlinkPython
) -> None:
    folder: Path = request.getfixturevalue(bundle)
    command = [str(flink_python.executable), "-I", "-c", DECIDE_AND_STORE, str(folder / "dep")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert ended.returncode == 0, ended.stderr
    loaded = json.loads(ended.stdout)
    for name in ("onnxruntime", "msgspec", "yaml", "redis", "botocore", "models"):
        assert loaded[name].startswith(str(folder / "dep")), loaded[name]
    assert loaded["numpy"].startswith(str(flink_python.packages))
    assert "google" not in loaded


@pytest.mark.parametrize(
    ("fault", "way_out"),
    [
        ("libm.so.6: version `GLIBC_2.27' not found", "`revstream bundle --glibc 2.17`"),
        ("numpy.core.multiarray failed to import", "`revstream bundle --with-numpy`"),
    ],
)
def test_a_place_that_is_too_old_is_told_which_bundle_to_build(
    unpacked: Path, flink_python: FlinkPython, tmp_path: Path, fault: str, way_out: str
) -> None:
    (tmp_path / "onnxruntime.py").write_text(f"raise ImportError({fault!r})")
    path = f"{tmp_path}:{unpacked / 'dep'}"
    ended = subprocess.run(
        [flink_python.executable, unpacked / "main.py"],
        env={"PYTHONPATH": path, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    (line,) = ended.stderr.splitlines()
    assert fault in line
    assert line.endswith(way_out)


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
