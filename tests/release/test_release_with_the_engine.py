"""A stack's life by the command: the real engine, a stand-in provider, an emulated AWS."""

from pathlib import Path

import pytest

from tests.release.engine_world import EngineWorld, engine_world
from tests.release.flink_service import Job

# Engine runs that take a minute or two, one after the other.
pytestmark = pytest.mark.timeout(900)


def _deploy(world: EngineWorld, name: str, job: Job = Job.WORKS) -> tuple[int, str, str]:
    key = world.bundle(name, job)
    exit_code, output = world.run("deploy --stack dev --yes --soak 1m")
    return exit_code, output, key


def _deploy_stopped_from(world: EngineWorld, snapshot: str) -> str:
    """What the program starts a stopped application from that a release has chosen."""
    world.flink.raw.stop_application(ApplicationName=world.name)
    world.stack.workspace.refresh()
    world.stack.workspace.up(restore={world.name: snapshot})
    described = world.stack.application["ApplicationConfigurationDescription"]
    run = described["RunConfigurationDescription"]["ApplicationRestoreConfigurationDescription"]
    return str(run["SnapshotName"])


def _is_refused(world: EngineWorld, name: str, reason: str, **lock: int) -> None:
    world.bundle(name, Job.WORKS, **lock)
    exit_code, output = world.run("plan --stack dev")
    assert exit_code == 1
    assert reason in output


def test_a_stack_is_made_updated_taken_back_and_deleted(tmp_path: Path) -> None:
    with engine_world(tmp_path) as world:
        exit_code, output, first = _deploy(world, "first")
        assert exit_code == 0, output
        assert world.stack.application["ApplicationStatus"] == "RUNNING"

        _is_refused(world, "other key groups", "max parallelism: 128 -> 256", max_parallelism=256)
        world.stack.set("fraud.properties", {"job.execution_mode": "process"})
        _is_refused(world, "other names of states", "execution mode")
        world.stack.set("fraud.properties", {})

        exit_code, output, _ = _deploy(world, "restarts", Job.RESTARTS)
        assert exit_code == 1
        assert "failed and was rolled back: healthy:" in output
        assert f"RUNNING, {first}" in output
        assert world.flink.key(world.name) == first
        started = world.flink.named("StartApplication")[-1]["RunConfiguration"]
        restore = started["ApplicationRestoreConfiguration"]
        assert restore["ApplicationRestoreType"] == "RESTORE_FROM_CUSTOM_SNAPSHOT"

        exit_code, output, third = _deploy(world, "third")
        assert exit_code == 0, output
        assert world.flink.key(world.name) == third
        assert world.stack.workspace.preview().is_empty

        older = world.flink.named("CreateApplicationSnapshot")[-1]["SnapshotName"]
        assert _deploy_stopped_from(world, older) == older

        exit_code, output = world.run("teardown --stack dev --confirm dev")
        assert exit_code == 0, output
        assert world.stack.workspace.outputs() is None
        assert world.flink.broken_promises == []
