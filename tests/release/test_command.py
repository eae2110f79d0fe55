"""`revstream release` as it is run: what it prints and its exit codes."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cli.options.infra_environment
import release.session
from cli.options.infra_environment import ensure_infra_environment
from cli.release.command import command
from infra.bundle.manifest import BundleRef
from release.lease import Lease
from release.ports import Ports
from tests.release.flink_service import Job
from tests.release.mortal import Killed
from tests.release.simulated_clock import MINUTE_MS
from tests.release.world import LIMITS, World


@dataclass(frozen=True)
class _Session:
    ports: Ports
    lease: Lease
    by: str
    found: BundleRef | None

    def bundle(self) -> BundleRef | None:
        return self.found


@pytest.fixture(name="run")
def _run(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def open_session(*args: Any) -> _Session:  # noqa: ANN401 - as the true one
        ports, lease = world.process()
        shown = args[2]
        object.__setattr__(ports, "report", shown)
        return _Session(ports, lease, "a test", world.stack.bundle)

    monkeypatch.setattr(release.session, "open_session", open_session)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(command, [*arguments, "--stack", "test"])

    return run


def test_a_deploy_shows_each_step_and_what_runs(world: World, run: Callable[..., Result]) -> None:
    world.stack.bundle = world.bundle("v1")
    result = run("deploy", "--yes")
    assert result.exit_code == 0
    steps = [line.split()[0] for line in result.stdout.splitlines() if "  ok  " in line]
    assert steps == [
        "bundle",
        "preview",
        "state",
        "snapshot",
        "update",
        "start",
        "running",
        "healthy",
        "prune",
    ]
    assert f"now: {world.name}: RUNNING, {world.bundle('v1').key}, version 1" in result.stdout


def test_a_deploy_that_was_rolled_back_ends_with_1_and_says_what_runs(
    world: World, run: Callable[..., Result]
) -> None:
    world.stack.bundle = world.bundle("v1")
    run("deploy", "--yes")
    world.stack.bundle = world.bundle("v2", Job.RESTARTS)
    result = run("deploy", "--yes")
    assert result.exit_code == 1
    assert "failed and was rolled back: healthy:" in result.stdout
    assert f"now: {world.name}: RUNNING, {world.bundle('v1').key}, version 3" in result.stdout


def test_a_refused_deploy_ends_with_1(world: World, run: Callable[..., Result]) -> None:
    world.stack.bundle = world.bundle("v2", layout=2)
    run("deploy", "--yes")
    world.stack.bundle = world.bundle("v1", layout=1)
    result = run("deploy", "--yes")
    assert result.exit_code == 1
    assert "refused: fraud: layout 2 is not read by layout 1" in result.stdout


def test_without_anybody_to_ask_a_deploy_needs_its_yes(
    world: World, run: Callable[..., Result]
) -> None:
    world.stack.bundle = world.bundle("v1")
    result = run("deploy")
    assert result.exit_code == 1
    assert "--yes goes on without a question" in result.stdout
    assert world.stack.outputs() is None


def test_a_script_gets_one_object_a_line(world: World, run: Callable[..., Result]) -> None:
    world.stack.bundle = world.bundle("v1")
    result = run("deploy", "--yes", "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert {line["event"] for line in lines} == {"began", "ended", "waiting", "note", "end"}
    assert lines[-1]["outcome"] == "done"


def test_the_same_again_is_nothing_to_do(world: World, run: Callable[..., Result]) -> None:
    world.stack.bundle = world.bundle("v1")
    run("deploy", "--yes")
    result = run("deploy", "--yes")
    assert result.exit_code == 0
    assert "nothing to do" in result.stdout


def test_a_plan_changes_nothing(world: World, run: Callable[..., Result]) -> None:
    world.stack.bundle = world.bundle("v1")
    run("deploy", "--yes")
    world.stack.bundle = world.bundle("v2")
    result = run("plan")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "ready"
    assert world.runs("v1")
    assert len(world.ledger.releases()) == 1


def test_a_plan_that_would_be_refused_ends_with_1(world: World, run: Callable[..., Result]) -> None:
    world.stack.bundle = world.bundle("v2", layout=2)
    run("deploy", "--yes")
    world.stack.bundle = world.bundle("v1", layout=1)
    result = run("plan", "--json")
    assert result.exit_code == 1
    end = json.loads(result.stdout.splitlines()[-1])
    assert end["verdict"] == "refused"
    assert "layout 2" in end["refusals"][0]


def test_a_status_tells_what_runs_and_what_is_unfinished(
    world: World, run: Callable[..., Result]
) -> None:
    world.stack.bundle = world.bundle("v1")
    run("deploy", "--yes")
    with pytest.raises(Killed):
        world.deploy(world.bundle("v2"), dies_after="_bring_bucket")
    world.clock.leap(MINUTE_MS)
    lines = run("status").stdout.splitlines()
    assert lines[1] == f"{world.name}: RUNNING"
    assert lines[3].startswith("  health: healthy: last checkpoint 4.0 MiB")
    assert any(line.startswith("unfinished: ") for line in lines)
    assert "unfinished at update" in lines[-2]
    assert "done after 60 s" in lines[-1]


def test_a_status_of_nothing_is_a_status(run: Callable[..., Result]) -> None:
    result = run("status", "--json")
    assert result.exit_code == 0
    status = json.loads(result.stdout)
    assert status["applications"][0]["status"] == "ABSENT"
    assert status["releases"] == []


def test_a_rollback_shows_where_to_and_with_which_state(
    world: World, run: Callable[..., Result]
) -> None:
    for name in ("v1", "v2"):
        world.stack.bundle = world.bundle(name)
        run("deploy", "--yes")
    result = run("rollback", "--yes")
    assert result.exit_code == 0
    assert f"back to {world.bundle('v1').key} with the state of deploy-" in result.stdout
    assert world.runs("v1")


def test_an_interrupted_rollback_says_that_it_goes_on(
    world: World, run: Callable[..., Result]
) -> None:
    for name in ("v1", "v2"):
        world.stack.bundle = world.bundle(name)
        run("deploy", "--yes")
    world.flink.faults["StopApplication"] = [("ThrottlingException", "slow down")]
    result = run("rollback", "--yes")
    assert result.exit_code == 1
    assert "run the same command again; a release goes on" in result.stdout
    assert run("rollback", "--yes").exit_code == 0
    assert world.runs("v1")


def test_a_teardown_needs_the_name_of_the_stack(world: World, run: Callable[..., Result]) -> None:
    world.stack.bundle = world.bundle("v1")
    run("deploy", "--yes")
    assert run("teardown", "--confirm", "another").exit_code == 1
    assert world.runs("v1")
    assert run("teardown", "--confirm", "test").exit_code == 0
    assert world.stack.outputs() is None


def test_the_lease_of_a_release_under_way_keeps_others_out(
    world: World, run: Callable[..., Result]
) -> None:
    world.stack.bundle = world.bundle("v1")
    run("deploy", "--yes")
    Lease(world.clock, "another", "other", LIMITS.lease_ms).take(world.bucket)
    world.stack.bundle = world.bundle("v2")
    result = run("deploy", "--yes")
    assert result.exit_code == 1
    assert "a release by another is under way" in result.stdout


def test_without_pulumi_the_command_goes_on_in_the_other_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = tmp_path / ".venv-infra" / "bin" / "revstream"
    there.parent.mkdir(parents=True)
    there.touch()
    started: list[tuple[object, list[str]]] = []
    monkeypatch.setattr(cli.options.infra_environment, "PROJECT", tmp_path)
    monkeypatch.setattr(cli.options.infra_environment, "find_spec", lambda _: None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    monkeypatch.setattr(sys, "argv", ["revstream", "release", "status"])
    monkeypatch.setattr("os.execv", lambda path, argv: started.append((path, argv)))
    ensure_infra_environment()
    assert started == [(there, [str(there), "release", "status"])]


@pytest.mark.parametrize("prefix", [".venv", ".venv-infra"])
def test_without_the_other_environment_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prefix: str
) -> None:
    monkeypatch.setattr(cli.options.infra_environment, "PROJECT", tmp_path)
    monkeypatch.setattr(cli.options.infra_environment, "find_spec", lambda _: None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / prefix))
    with pytest.raises(RuntimeError, match="run `make setup-infra`"):
        ensure_infra_environment()
