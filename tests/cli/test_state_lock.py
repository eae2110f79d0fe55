"""`revstream state-lock`: check, write and compare; the topology is that of another test."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from cli import state_lock as module
from cli.state_lock import command
from jobs.shared.state_lock.lock import StateLock, read_lock, write_lock
from tests.jobs.state_lock.committed import COMMITTED, committed

REASON = "the store keeps nothing that is not computed again"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A lock like that of the job."""
    write_lock(committed(), tmp_path / "fraud.state-lock.json")
    return tmp_path / "fraud.state-lock.json"


def test_a_lock_of_the_job_passes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = _run(monkeypatch, committed(), "--check", str(path))
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_difference_fails_and_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = replace(committed(), stateless={**committed().stateless, "8_calc": "Other"})
    result = _run(monkeypatch, moved, "--check", str(path))
    assert result.exit_code == 1
    assert "stateless / 8_calc: StreamExecCalc -> Other\n" in result.stderr
    assert "revstream state-lock --write" in result.stderr


def test_a_check_says_which_difference_loses_state(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = _run(monkeypatch, _without("payments-source"), "--check", str(path))
    assert result.exit_code == 1
    assert "operator payments-source (StreamSource: FlinkKinesisConsumer) is gone" in result.stderr
    assert "way out: give the operator the uid payments-source again" in result.stderr


def test_what_only_adds_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lock(_without("labels-source"), path)
    assert _run(monkeypatch, committed(), "--write", str(path)).exit_code == 0
    assert read_lock(path) == committed()


def test_what_loses_state_is_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = _run(monkeypatch, _without("card-features"), "--write", str(path))
    assert result.exit_code == 1
    assert "--accept-loss REASON is expected" in result.stderr
    assert read_lock(path) == committed()


def test_an_accepted_loss_is_written_with_its_reason_and_stays_in_the_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    less = _without("feature-store")
    arguments = ("--write", str(path), "--accept-loss", REASON)
    assert _run(monkeypatch, less, *arguments).exit_code == 0
    assert _run(monkeypatch, less, "--check", str(path)).exit_code == 0
    assert _run(monkeypatch, less, "--write", str(path)).exit_code == 0
    [accepted] = read_lock(path).accepted
    assert accepted.reason == REASON
    assert accepted.losses == (
        "operator feature-store (EmbeddedPythonKeyedProcessOperator: StoreStage) is gone",
    )


def test_a_reason_is_not_noted_where_nothing_is_lost(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--write", str(path), "--accept-loss", REASON)
    assert _run(monkeypatch, committed(), *arguments).exit_code == 0
    assert read_lock(path).accepted == ()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--accept-loss", "x"),
        ("--write", "x", "--accept-loss", " "),
        ("--check", "x", "--write", "x"),
    ],
)
def test_options_that_do_not_fit_are_refused(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2


def test_a_comparison_tells_losses_from_rollback_risks(path: Path) -> None:
    write_lock(_without("labels-source"), path)
    result = CliRunner().invoke(command, ["compare", str(path), str(COMMITTED), "--json"])
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["incompatibilities"] == []
    assert [risk["what"].partition(" (")[0] for risk in found["rollback_risks"]] == [
        "going back: operator labels-source"
    ]


def test_a_comparison_that_finds_a_loss_fails(path: Path) -> None:
    write_lock(replace(committed(), max_parallelism=64), path)
    result = CliRunner().invoke(command, ["compare", str(COMMITTED), str(path)])
    assert result.exit_code == 1
    assert "way out: keep job.max_parallelism at 128" in result.stdout
    assert "1 incompatible changes, 1 rollback risks" in result.stdout


def test_a_comparison_under_settings_finds_what_a_setting_takes_away(tmp_path: Path) -> None:
    on, off = tmp_path / "on.json", tmp_path / "off.json"
    on.write_text(_groups("redis://store:6379"))
    off.write_text(_groups("none"))
    arguments = ["compare", str(COMMITTED), str(COMMITTED)]
    settings = ["--deployed-settings", str(on), "--new-settings", str(off)]
    result = CliRunner().invoke(command, [*arguments, *settings])
    assert result.exit_code == 1
    assert "operator feature-store" in result.stdout
    assert CliRunner().invoke(command, arguments).exit_code == 0


def test_the_lock_is_shown_for_people_and_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _run(monkeypatch, committed()).stdout
    assert "card-features (7ab1307ebffc32d3d2e4b3b04c5c266d)\n" in shown
    assert "labels-source (3c16be1329c43b809e1b6cfac83bb96b), unless labels.uri is none\n" in shown
    assert "  0x12 CARD_SNAPSHOT_V1: snapshot, read only\n" in shown
    as_json = _run(monkeypatch, committed(), "--json").stdout
    assert as_json == COMMITTED.read_text()


def _run(monkeypatch: pytest.MonkeyPatch, topology: StateLock, *arguments: str) -> Result:
    monkeypatch.setattr(module, "_of_topology", lambda _: topology)
    return CliRunner().invoke(command, arguments)


def _without(uid: str) -> StateLock:
    lock = committed()
    return replace(lock, operators=tuple(one for one in lock.operators if one.uid != uid))


def _groups(store: str) -> str:
    properties = {
        "source": {"uri": "kinesis:payments", "publisher": "POLLING"},
        "store": {"url": store},
        "aws": {"region": "eu-west-1"},
    }
    return json.dumps(
        [{"PropertyGroupId": name, "PropertyMap": keys} for name, keys in properties.items()]
    )
