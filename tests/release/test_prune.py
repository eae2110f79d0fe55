"""What is kept of old snapshots, bundles and records."""

import pytest

from release.record import Release, ReleaseOutcome
from tests.release.simulated_clock import MINUTE_MS
from tests.release.world import LIMITS, World


@pytest.fixture(name="releases", scope="module")
def _releases(aws: object) -> tuple[World, list[Release]]:
    world = World(aws, in_memory=True)  # type: ignore[arg-type]
    releases = []
    for number in range(LIMITS.kept_releases + 4):
        release = world.deploy(world.bundle(f"v{number}"))
        assert release is not None
        assert release.outcome is ReleaseOutcome.DONE
        releases.append(release)
        world.clock.leap(MINUTE_MS)
    return world, releases


def _snapshots(world: World) -> set[str]:
    listed = world.flink.raw.list_application_snapshots(ApplicationName=world.name)
    return {each["SnapshotName"] for each in listed["SnapshotSummaries"]}


def test_the_newest_records_stay(releases: tuple[World, list[Release]]) -> None:
    world, all_releases = releases
    kept = [release.id for release in world.ledger.releases()]
    # Pruning is a step before the end, so that the release itself is not done yet.
    assert kept == [release.id for release in all_releases[-LIMITS.kept_releases - 1 :]]


def test_every_snapshot_that_a_kept_record_names_stays(
    releases: tuple[World, list[Release]],
) -> None:
    world, _ = releases
    named = {part.snapshot for release in world.ledger.releases() for part in release.parts}
    assert named - {None} <= _snapshots(world)


def test_old_snapshots_are_deleted(releases: tuple[World, list[Release]]) -> None:
    world, all_releases = releases
    assert all_releases[1].parts[0].snapshot not in _snapshots(world)


def test_the_newest_snapshots_stay_whoever_took_them(
    releases: tuple[World, list[Release]],
) -> None:
    world, _ = releases
    newest = sorted(world.flink.snapshot_ms.items(), key=lambda item: (item[1], item[0]))
    assert {name for name, _ in newest[-LIMITS.kept_snapshots :]} <= _snapshots(world)


def test_every_bundle_that_a_kept_record_can_go_back_to_stays_and_no_other(
    releases: tuple[World, list[Release]],
) -> None:
    world, _ = releases
    named = set()
    for release in world.ledger.releases():
        named.add(release.bundle_key)
        named |= {part.before.bundle_key for part in release.parts if part.before is not None}
    assert set(world.bucket.keys("bundles/")) == named


def test_a_failure_to_prune_is_no_failure_of_the_release(world: World) -> None:
    for number in range(LIMITS.kept_releases + 3):
        world.deploy(world.bundle(f"v{number}"))
        world.clock.leap(MINUTE_MS)
    world.flink.faults["DeleteApplicationSnapshot"] = [("InvalidRequestException", "not now")]
    release = world.deploy(world.bundle("last"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert release.failure is None
    assert "not now" in release.steps[-1].detail
