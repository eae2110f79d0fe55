"""The wheels of a bundle are those behind what is imported, and what they need in turn."""

from pathlib import Path

import pytest

from infra.bundle.distributions import needed_by, read_distributions


def _install(
    folder: Path, name: str, files: list[str], requires: list[str], points: str = ""
) -> None:
    described = folder / f"{name}-1.0.dist-info"
    described.mkdir()
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0"]
    lines += [f"Requires-Dist: {requirement}" for requirement in requires]
    (described / "METADATA").write_text("\n".join(lines) + "\n")
    (described / "entry_points.txt").write_text(points)
    (described / "RECORD").write_text("".join(f"{file},,\n" for file in files))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _install(tmp_path, "Py_YAML", ["yaml/__init__.py", "_yaml.so"], [])
    _install(tmp_path, "onnx.runtime", ["onnxruntime/__init__.py"], ["numpy>=1.21.6", "proto-buf"])
    _install(tmp_path, "numpy", ["numpy/__init__.py"], ["pytest; extra == 'test'", "tomli; os"])
    _install(tmp_path, "proto_buf", ["google/protobuf/__init__.py"], ["numpy (<2)"])
    _install(tmp_path, "click", ["click/__init__.py"], [])
    _install(tmp_path, "pytest", ["pytest/__init__.py"], [])
    return tmp_path


def test_what_is_imported_brings_what_it_needs_and_nothing_else(folder: Path) -> None:
    needed = needed_by({"onnxruntime", "json"}, read_distributions(folder))
    assert list(needed) == ["numpy", "onnx-runtime", "proto-buf"]


def test_a_distribution_is_found_by_any_name_it_is_imported_by(folder: Path) -> None:
    installed = read_distributions(folder)
    assert list(needed_by({"_yaml"}, installed)) == list(needed_by({"yaml"}, installed))
    assert installed["py-yaml"].files == ("_yaml.so", "yaml/__init__.py")


def test_what_brings_an_own_aggregate_is_needed_though_nothing_imports_it(folder: Path) -> None:
    points = "[revstream.aggregates]\namount_rank = our.rank:AmountRank\n"
    _install(
        folder, "our_own", ["our/rank.py"], ["Py_YAML", "tomli; python_version<'3.11'"], points
    )
    installed = read_distributions(folder)
    assert installed["our-own"].aggregates == {"amount_rank"}
    assert installed["our-own"].required == {"py-yaml"}
    assert list(needed_by((), installed)) == ["our-own", "py-yaml"]
