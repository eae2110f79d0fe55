"""`revstream bundle` prints what it built, for people and for scripts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import bundle as bundle_command
from cli.main import revstream
from infra.bundle.build import BuiltBundle
from infra.bundle.size import BundleTooLargeError
from infra.bundle.variant import Variant


def _run(monkeypatch: pytest.MonkeyPatch, outcome: BuiltBundle | Exception, *args: str) -> Result:
    def build(_root: Path, _dist: Path, _variant: Variant) -> BuiltBundle:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(bundle_command, "build_bundle", build)
    return CliRunner().invoke(revstream, ["bundle", *args])


def test_json_says_where_the_archive_is_and_how_large_its_parts_are(
    built: BuiltBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = json.loads(_run(monkeypatch, built, "--json").stdout)
    assert printed["path"] == str(built.bundle.path)
    assert printed["key"] == built.bundle.key
    assert printed["size_bytes"] == built.size_bytes
    assert printed["parts"] == dict(built.parts)
    assert printed["budget_bytes"] == 80 << 20


def test_the_table_shows_the_largest_parts_first_and_what_was_left_out(
    built: BuiltBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _run(monkeypatch, built).stdout.splitlines()
    assert lines[0] == str(built.bundle.path)
    assert "lib/revstream-connectors.jar" in lines[lines.index("largest parts") + 1]
    assert "ONNX Runtime for C" in lines[lines.index("left out of the wheels") + 1]


def test_a_bundle_above_its_budget_is_a_check_that_said_no(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = _run(monkeypatch, BundleTooLargeError("the bundle has 200.0 MiB"))
    assert ended.exit_code == 1
    assert "Error: the bundle has 200.0 MiB" in ended.output


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), Variant("2.28", with_numpy=False)),
        (("--glibc", "2.17"), Variant("2.17", with_numpy=False)),
        (("--with-numpy",), Variant("2.28", with_numpy=True)),
    ],
)
def test_the_bundle_that_is_asked_for_is_built(
    built: BuiltBundle,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    expected: Variant,
) -> None:
    asked = []

    def build(_root: Path, _dist: Path, variant: Variant) -> BuiltBundle:
        asked.append(variant)
        return built

    monkeypatch.setattr(bundle_command, "build_bundle", build)
    assert CliRunner().invoke(revstream, ["bundle", *options]).exit_code == 0
    assert asked == [expected]


def test_a_glibc_that_no_bundle_is_for_is_refused_with_those_that_there_are() -> None:
    ended = CliRunner().invoke(revstream, ["bundle", "--glibc", "2.12"])
    assert ended.exit_code == 2
    assert "'2.12' is not one of '2.28', '2.17'" in ended.output
