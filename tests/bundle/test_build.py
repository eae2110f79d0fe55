"""A bundle of this project: what is in it, and that it is the same wherever it is built."""

import os
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.bundle.build import BuiltBundle, build_bundle
from infra.bundle.manifest import (
    MANIFEST,
    BundleError,
    contents_sha256,
    encode_manifest,
    read_bundle,
)
from infra.bundle.variant import USUAL
from tests.cluster.flink_layout import ROOT

COPIED = (
    *("events", "features", "models", "online_store", "udfs", "jobs", "machine", "scripts"),
    *("main.py", "LICENSE", "pyproject.toml", "uv.lock"),
    "connectors/target/revstream-connectors.jar",
)


@pytest.fixture(scope="module")
def archive(built: BuiltBundle) -> Iterator[ZipFile]:
    with ZipFile(built.bundle.path) as opened:
        yield opened


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project in another folder, with other times, that finds the same uv."""
    folder = tmp_path / "elsewhere" / "project"
    ignored = shutil.ignore_patterns("node_modules")
    for name in COPIED:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=ignored, copy_function=shutil.copy)
        else:
            shutil.copy(ROOT / name, target)
    for path in folder.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    search = (str(ROOT / ".bootstrap" / "bin"), str(ROOT / ".venv" / "bin"), os.environ["PATH"])
    monkeypatch.setenv("PATH", os.pathsep.join(search))
    return folder


def test_another_folder_other_times_and_another_umask_give_the_same_bytes(
    built: BuiltBundle, copy: Path, tmp_path: Path
) -> None:
    before = os.umask(0o077)
    try:
        again = build_bundle(copy, tmp_path / "dist")
    finally:
        os.umask(before)
    assert again.bundle.path.name == built.bundle.path.name
    assert again.bundle.path.read_bytes() == built.bundle.path.read_bytes()


def test_a_changed_rule_gives_another_name_and_the_older_archive_goes(
    built: BuiltBundle, copy: Path, tmp_path: Path
) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    shutil.copy(built.bundle.path, dist)
    (dist / "bundle.json").write_bytes(encode_manifest(built.bundle.manifest))
    with (copy / "models" / "fraud" / "rules" / "default.yaml").open("a") as rules:
        rules.write("# looked at again\n")
    again = build_bundle(copy, dist)
    assert again.bundle.manifest.sha256 != built.bundle.manifest.sha256
    assert sorted(path.name for path in dist.iterdir()) == ["bundle.json", again.bundle.path.name]
    assert read_bundle(dist) == again.bundle


def test_the_name_is_the_hash_of_the_contents(built: BuiltBundle) -> None:
    manifest = built.bundle.manifest
    assert manifest.sha256 == contents_sha256(manifest)
    assert manifest.name == f"revstream-{manifest.sha256[:16]}.zip"
    assert built.bundle.key == f"bundles/{manifest.name}"


def test_the_manifest_lists_every_file_that_is_in_the_archive(
    built: BuiltBundle, archive: ZipFile
) -> None:
    manifest = built.bundle.manifest
    assert archive.read(MANIFEST) == encode_manifest(manifest)
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    sizes.pop(MANIFEST)
    assert {file.path: file.size_bytes for file in manifest.files} == sizes


def test_the_manifest_names_rules_models_wheels_and_what_starts_it(built: BuiltBundle) -> None:
    manifest = built.bundle.manifest
    assert manifest.run_options == {
        "python": "main.py",
        "jarfile": "lib/revstream-connectors.jar",
        "pyFiles": "dep/",
    }
    assert list(manifest.rules) == [
        f"dep/models/{system}/rules/default.yaml" for system in ("fraud", "recommendations")
    ]
    assert "dep/models/fraud/artifacts/fraud-v2/model.onnx" in manifest.models
    assert list(manifest.definitions) == [
        f"dep/features/{system}/definitions.yaml" for system in ("fraud", "recommendations")
    ]
    assert {"onnxruntime", "msgspec", "redis", "botocore"} <= set(manifest.wheels)
    assert {"numpy", "protobuf"}.isdisjoint(manifest.wheels)
    locks = {system: lock["job"] for system, lock in manifest.state_lock.items()}
    assert locks == {"fraud": "fraud", "recommendations": "recommendations"}
    assert manifest.jobs == ("fraud", "recommendations", "probe")
    assert (manifest.python, manifest.flink) == ("3.11", "1.20")


def test_the_wheels_are_of_the_versions_that_the_tests_run_with(built: BuiltBundle) -> None:
    wheels = dict(built.bundle.manifest.wheels)
    # Only for Python older than 3.11.3, which Managed Flink may have.
    del wheels["async-timeout"]
    assert wheels == {name: version(name) for name in wheels}


def test_flinks_own_packages_and_those_of_commands_stay_out(built: BuiltBundle) -> None:
    unwanted = {"apache-flink", "protobuf", "pandas", "pyarrow", "click", "boto3"}
    assert unwanted & set(built.bundle.manifest.wheels) == set()


def test_what_only_training_and_evaluation_need_stays_out(built: BuiltBundle) -> None:
    manifest = built.bundle.manifest
    learners = {"lightgbm", "scikit-learn", "scipy", "onnx", "onnxmltools", "skl2onnx"}
    assert learners & set(manifest.wheels) == set()
    modules = [file.path for file in manifest.files if file.path.endswith(".py")]
    assert "dep/udfs/recommendations/shopper_stage.py" in modules
    offline = re.compile(r"dep/models/.*/(training|evaluation)/")
    assert [path for path in modules if offline.match(path)] == []


def test_no_file_names_the_folder_that_the_bundle_was_built_in(archive: ZipFile) -> None:
    there = str(ROOT).encode()
    assert [name for name in archive.namelist() if there in archive.read(name)] == []


def test_the_wheels_need_the_c_library_that_their_platform_promises(built: BuiltBundle) -> None:
    manifest = built.bundle.manifest
    assert (manifest.platform, manifest.glibc) == ("manylinux_2_28_x86_64", "2.27")


def test_the_bundle_keeps_its_budget(built: BuiltBundle) -> None:
    assert built.size_bytes == built.bundle.path.stat().st_size <= USUAL.budget_bytes


def test_a_missing_jar_is_one_line_that_says_what_to_run(copy: Path, tmp_path: Path) -> None:
    (copy / "connectors" / "target" / "revstream-connectors.jar").unlink()
    with pytest.raises(BundleError, match=r"^.*connectors\.jar: no such file: run `make jar`$"):
        build_bundle(copy, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize("system", ["fraud", "recommendations"])
def test_a_job_without_a_state_lock_is_not_bundled(copy: Path, tmp_path: Path, system: str) -> None:
    (copy / "jobs" / system / "state-lock.json").unlink()
    with pytest.raises(BundleError, match=rf"{system}/state-lock\.json: no such file: a release"):
        build_bundle(copy, tmp_path / "dist")


def test_wheels_that_cannot_be_had_are_one_line_with_the_cause(copy: Path, tmp_path: Path) -> None:
    script = copy / "scripts" / "bootstrap"
    script.write_text("#!/bin/sh\necho 'revstream: cannot install uv 1.2.3' >&2\nexit 2\n")
    with pytest.raises(BundleError, match=r"^revstream: cannot install uv 1\.2\.3$"):
        build_bundle(copy, tmp_path / "dist")


def test_an_import_that_no_wheel_brings_is_named_with_its_file(copy: Path, tmp_path: Path) -> None:
    with (copy / "udfs" / "shared" / "pace.py").open("a") as code:
        code.write("\nimport torch\n")
    with pytest.raises(
        BundleError, match=r"^udfs/shared/pace\.py imports torch: neither a dependency"
    ):
        build_bundle(copy, tmp_path / "dist")
