"""Going back to an older version: what it cannot read of a newer one's snapshot."""

from msgspec.structs import replace

from jobs.shared.state_lock.compatibility import incompatibilities, rollback_risks
from jobs.shared.state_lock.lock import Content, Kind, StateLock
from tests.jobs.state_lock.committed import committed

_LOG = "card-log-v1"


def test_a_new_kind_that_is_written_makes_going_back_a_risk_and_going_on_none() -> None:
    deployed, new = committed(), _with_kind("0x18", written=True)
    assert incompatibilities(deployed, new) == []
    [risk] = rollback_risks(deployed, new)
    assert risk.what == "going back: card-log-v1: kind 0x18 (CARD_SNAPSHOT_V4) has no reader"
    assert risk.way_out.startswith("go back to the snapshot from before the release")


def test_a_new_kind_that_is_only_read_yet_is_no_risk() -> None:
    assert rollback_risks(committed(), _with_kind("0x18", written=False)) == []


def test_a_new_operator_with_state_makes_going_back_a_risk() -> None:
    lock = committed()
    older = replace(lock, operators=lock.operators[1:])
    assert incompatibilities(older, lock) == []
    [risk] = rollback_risks(older, lock)
    assert risk.what.startswith(f"going back: operator {lock.operators[0].uid} ")


def test_a_field_added_to_a_kind_that_is_written_would_be_dropped_on_the_way_back() -> None:
    lock = committed()
    layout = lock.structs["FeatureUpdate"]
    longer = replace(layout, fields={**layout.fields, "rule": "str"}, optional=("rule",))
    new = replace(lock, structs={**lock.structs, "FeatureUpdate": longer})
    assert incompatibilities(lock, new) == []
    [risk] = rollback_risks(lock, new)
    assert risk.what.endswith("FeatureUpdate.rule: gone")


def test_the_step_to_checksums_is_safe_forward_and_refused_by_the_code_before_it() -> None:
    older = _as_before_checksums(committed())
    assert incompatibilities(older, committed()) == []
    whats = {
        risk.what.removesuffix(" has no reader") for risk in rollback_risks(older, committed())
    }
    assert whats == {
        f"going back: {log}: kind {kind}"
        for log in ("card-log-v1", "merchant-log-v1")
        for kind in ("0x31 (KEY_ENTRY_V1)", "0x32 (KEY_LABEL_V1)", "0x33 (KEY_SNAPSHOT_V1)")
    }


def test_a_kind_that_gets_a_checksum_would_take_what_lies_there_for_damaged() -> None:
    lock = committed()
    kinds = lock.contents[_LOG].kinds
    changed = {**kinds, "0x11": replace(kinds["0x11"], checksum="crc32")}
    new = replace(
        lock, contents={**lock.contents, _LOG: replace(lock.contents[_LOG], kinds=changed)}
    )
    [lost] = incompatibilities(lock, new)
    assert lost.what == "card-log-v1: kind 0x11 (CARD_ENTRY_V1): checksum: none -> crc32"


def _with_kind(key: str, *, written: bool) -> StateLock:
    lock = committed()
    content = lock.contents[_LOG]
    kind = Kind(name="CARD_SNAPSHOT_V4", role="snapshot", struct="CardSnapshot", written=written)
    kinds = {**content.kinds, key: kind}
    return replace(lock, contents={**lock.contents, _LOG: replace(content, kinds=kinds)})


def _as_before_checksums(lock: StateLock) -> StateLock:
    """As when version 1 of the entries and version 2 of the snapshots were written."""
    unwritten = {"0x12", "0x22"}
    contents = {
        name: Content(
            content.encoding,
            {
                key: replace(kind, written=key not in unwritten)
                for key, kind in content.kinds.items()
                if kind.checksum is None
            },
        )
        for name, content in lock.contents.items()
    }
    return replace(lock, contents=contents)
