"""Records of releases, and the buckets that hold them."""

import io
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from release.ledger import Ledger, in_force
from release.ports import Bucket, PreconditionFailed
from release.record import Release, ReleaseOutcome, Step
from tests.infra.emulator.server import EmulatedAws
from tests.release.buckets import EmulatedBuckets, MemoryBucket

_NAMES = count()


def _release(release_id: str, outcome: ReleaseOutcome | None = ReleaseOutcome.DONE) -> Release:
    return Release(
        id=release_id,
        bundle_key=f"bundles/{release_id}.zip",
        by="a test",
        started_ms=0,
        step=Step.PRUNE,
        parts=(),
        outcome=outcome,
    )


@pytest.fixture(params=["emulated", "in memory"])
def bucket(request: pytest.FixtureRequest, aws: EmulatedAws) -> Bucket:
    if request.param == "in memory":
        return MemoryBucket("records")
    buckets = EmulatedBuckets(aws.client("s3"), aws.region)
    name = f"records-{next(_NAMES)}"
    buckets.make(name)
    return buckets.open(name)


def test_an_object_that_is_not_there_is_none(bucket: Bucket) -> None:
    assert bucket.read("absent") is None
    assert bucket.open("absent") is None
    bucket.delete("absent")


def test_only_one_can_write_a_new_object(bucket: Bucket) -> None:
    bucket.write("key", b"first", new=True)
    with pytest.raises(PreconditionFailed):
        bucket.write("key", b"second", new=True)
    assert bucket.read("key") is not None
    assert bucket.read("key")[0] == b"first"  # type: ignore[index]


def test_only_who_has_read_the_newest_can_write_over_it(bucket: Bucket) -> None:
    first = bucket.write("key", b"first")
    second = bucket.write("key", b"second", tag=first)
    with pytest.raises(PreconditionFailed):
        bucket.write("key", b"third", tag=first)
    assert bucket.read("key") == (b"second", second)


def test_nothing_is_written_over_an_object_that_is_gone(bucket: Bucket) -> None:
    tag = bucket.write("key", b"first")
    bucket.delete("key")
    with pytest.raises(PreconditionFailed):
        bucket.write("key", b"second", tag=tag)


def test_keys_are_found_by_their_beginning(bucket: Bucket) -> None:
    for key in ("a/2", "a/1", "b/1"):
        bucket.write(key, b"")
    assert sorted(bucket.keys("a/")) == ["a/1", "a/2"]


def test_a_part_of_an_object_is_read_from_anywhere_in_it(bucket: Bucket) -> None:
    bucket.write("key", b"begin" + bytes(200_000) + b"end")
    file = bucket.open("key")
    assert file is not None
    file.seek(-3, io.SEEK_END)
    assert file.read() == b"end"
    file.seek(0)
    assert file.read(5) == b"begin"


def test_records_come_back_as_they_were_the_oldest_first(bucket: Bucket) -> None:
    ledger = Ledger(bucket)
    for each in ("3", "1", "2"):
        ledger.create(_release(each))
    assert ledger.releases() == [_release("1"), _release("2"), _release("3")]


def test_the_unfinished_release_is_found(bucket: Bucket) -> None:
    ledger = Ledger(bucket)
    ledger.create(_release("1"))
    assert ledger.unfinished() is None
    ledger.create(_release("2", None))
    assert ledger.unfinished() == _release("2", None)


@pytest.mark.parametrize(
    ("contents", "fault"), [(b"{}", "not a release record"), (b"no", "not a release record")]
)
def test_what_is_no_record_is_named(bucket: Bucket, contents: bytes, fault: str) -> None:
    bucket.write("releases/1.json", contents)
    with pytest.raises(ValueError, match=f"releases/1.json: {fault}"):
        Ledger(bucket).releases()


def test_a_record_of_another_format_is_named(bucket: Bucket) -> None:
    Ledger(bucket).save(replace(_release("1"), format=2))
    with pytest.raises(ValueError, match=r"releases/1.json: format 2, not 1"):
        Ledger(bucket).releases()


@given(steps=st.lists(st.tuples(st.sampled_from(["deploy", "fail", "undo"]), st.integers(0, 5))))
def test_what_is_in_force_is_what_deploys_made_and_no_rollback_took_back(
    steps: list[tuple[str, int]],
) -> None:
    """The oracle keeps, for each release, the whole history as it was after it."""
    releases: list[Release] = []
    history: list[str] = []
    for number, (what, which) in enumerate(steps):
        name = f"{number:03}"
        if what == "deploy":
            releases.append(_release(name))
            history = [*history, name]
        elif what == "fail":
            releases.append(_release(name, ReleaseOutcome.ROLLED_BACK))
        elif history:
            undone = history[which % len(history)]
            releases.append(replace(_release(name), kind="rollback", undoes=undone))
            history = [each for each in history if each < undone]
    assert [release.id for release in in_force(releases)] == history
