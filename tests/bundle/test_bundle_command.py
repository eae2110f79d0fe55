"""`revstream bundle` prints what it built, for people and for scripts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import bundle as bundle_command
from cli.main import revstream
from infra.bundle.build import BuiltBundle
from infra.bundle.size import BundleTooLargeError


def _run(monkeypatch: pytest.MonkeyPatch, outcome: BuiltBundle | Exception, *args: str) -> Result:
    def build(_root: Path, _dist: Path) -> BuiltBundle:
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
    assert printed["budget_bytes"] == 128 << 20


def test_the_table_shows_the_largest_parts_first_and_what_was_left_out(
    built: BuiltBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _run(monkeypatch, built).stdout.splitlines()
    assert lines[0] == str(built.bundle.path)
    assert "dep/numpy.libs" in lines[lines.index("largest parts") + 1]
    assert "ONNX Runtime for C" in lines[lines.index("left out of the wheels") + 1]


def test_a_bundle_above_its_budget_is_a_check_that_said_no(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = _run(monkeypatch, BundleTooLargeError("the bundle has 200.0 MiB"))
    assert ended.exit_code == 1
    assert "Error: the bundle has 200.0 MiB" in ended.output
