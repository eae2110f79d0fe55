"""Going back to an older version: what it cannot read of a newer one's snapshot."""

from msgspec.structs import replace

from jobs.state_lock.compatibility import incompatibilities, rollback_risks
from jobs.state_lock.lock import Content, Kind, StateLock
from tests.jobs.state_lock.committed import committed

_LOG = "card-log-v1"


def test_a_new_kind_that_is_written_makes_going_back_a_risk_and_going_on_none() -> None:
    deployed, new = committed(), _with_kind("0x15", written=True)
    assert incompatibilities(deployed, new) == []
    [risk] = rollback_risks(deployed, new)
    assert risk.what == "going back: card-log-v1: kind 0x15 (CARD_SNAPSHOT_V3) has no reader"
    assert risk.way_out.startswith("go back to the snapshot from before the release")


def test_a_new_kind_that_is_only_read_yet_is_no_risk() -> None:
    assert rollback_risks(committed(), _with_kind("0x15", written=False)) == []


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


def test_the_step_from_the_first_snapshots_to_those_with_verdicts_was_a_safe_release() -> None:
    older = _as_before_labels(committed())
    assert incompatibilities(older, committed()) == []
    whats = {risk.what for risk in rollback_risks(older, committed())}
    assert whats == {
        "going back: card-log-v1: kind 0x13 (CARD_LABEL_V1) has no reader",
        "going back: card-log-v1: kind 0x14 (CARD_SNAPSHOT_V2) has no reader",
    }


def _with_kind(key: str, *, written: bool) -> StateLock:
    lock = committed()
    content = lock.contents[_LOG]
    kind = Kind(name="CARD_SNAPSHOT_V3", role="snapshot", struct="CardSnapshot", written=written)
    kinds = {**content.kinds, key: kind}
    return replace(lock, contents={**lock.contents, _LOG: replace(content, kinds=kinds)})


def _as_before_labels(lock: StateLock) -> StateLock:
    """The card's log as it was when version 1 of its snapshot was written, without verdicts."""
    kinds = lock.contents[_LOG].kinds
    first = {"0x11": kinds["0x11"], "0x12": replace(kinds["0x12"], written=True)}
    layout = lock.structs["CardSnapshot"]
    fields = {name: of for name, of in layout.fields.items() if name != "verdicts"}
    return replace(
        lock,
        contents={**lock.contents, _LOG: Content(lock.contents[_LOG].encoding, first)},
        structs={**lock.structs, "CardSnapshot": replace(layout, fields=fields, optional=())},
    )
