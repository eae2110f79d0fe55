"""What a teardown deletes, and when it refuses."""

from typing import TYPE_CHECKING

import pytest

from release.errors import Refused
from release.teardown import tear_down
from tests.release.mortal import Killed
from tests.release.world import World, with_values

if TYPE_CHECKING:
    from release.ports import Ports


def _tear_down(world: World, *, confirmed: bool = True) -> None:
    ports, lease = world.process()
    tear_down(ports, lease, lambda _: confirmed, take_over=True)


def _exists(world: World) -> bool:
    ports: Ports = world.process()[0]
    return ports.applications.describe(world.name) is not None


def test_it_stops_what_runs_with_a_snapshot_and_deletes_everything(world: World) -> None:
    world.deploy(world.bundle("v1"))
    _tear_down(world)
    assert [call.get("Force") for call in world.flink.named("StopApplication")] == [False]
    assert not _exists(world)
    assert world.stack.outputs() is None


def test_after_it_a_first_deploy_makes_everything_anew(world: World) -> None:
    world.deploy(world.bundle("v1"))
    _tear_down(world)
    world.flink.ran.clear()
    world.flink.operations.clear()
    world.deploy(world.bundle("v1"))
    assert world.runs("v1")


def test_a_protected_stack_is_not_torn_down(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.stack.values = with_values(world.stack.values, protect=True)
    with pytest.raises(Refused, match="the stack is protected"):
        _tear_down(world)
    assert world.runs("v1")


def test_it_is_not_done_without_its_confirmation(world: World) -> None:
    world.deploy(world.bundle("v1"))
    with pytest.raises(Refused, match="not confirmed"):
        _tear_down(world, confirmed=False)
    assert world.runs("v1")


def test_an_unfinished_release_is_ended_first(world: World) -> None:
    world.deploy(world.bundle("v1"))
    with pytest.raises(Killed):
        world.deploy(world.bundle("v2"), dies_after="_bring_bucket")
    with pytest.raises(Refused, match="is unfinished"):
        _tear_down(world)
    assert world.runs("v1")
