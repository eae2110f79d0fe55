"""What the code of a bundle decides by is read out of its archive, and nothing else is."""

from pathlib import Path
from zipfile import ZipFile

from release.deployed_state import files_in_bucket, files_on_disk
from tests.release.buckets import MemoryBucket

MEMBERS = {
    "dep/features/fraud/own.yaml": b"own",
    "dep/features/fraud/definitions.yaml": b"shipped",
    "dep/features/fraud/replayer.py": b"code",
    "dep/models/fraud/rules/default.yaml": b"rules",
    "dep/models/fraud/artifacts/fraud-v1/manifest.json": b"manifest",
    "dep/models/fraud/artifacts/fraud-v1/model.onnx": b"graph",
    "manifest.json": b"of the bundle",
}
READ = {
    "features/fraud/own.yaml": b"own",
    "features/fraud/definitions.yaml": b"shipped",
    "models/fraud/rules/default.yaml": b"rules",
    "models/fraud/artifacts/fraud-v1/manifest.json": b"manifest",
}


def archive(folder: Path) -> Path:
    path = folder / "bundle.zip"
    with ZipFile(path, "w") as members:
        for name, content in MEMBERS.items():
            members.writestr(name, content)
    return path


def test_definitions_rules_and_manifests_of_models_are_read(tmp_path: Path) -> None:
    path = archive(tmp_path)
    assert files_on_disk(path) == READ
    bucket = MemoryBucket("code")
    bucket.write("bundles/a.zip", path.read_bytes())
    assert files_in_bucket("bundles/a.zip", bucket) == READ


def test_of_an_archive_that_is_not_there_or_none_nothing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    assert files_on_disk(path) == {}
    path.write_bytes(b"no archive")
    assert files_on_disk(path) == {}
    assert files_in_bucket("bundles/a.zip", MemoryBucket("code")) == {}
