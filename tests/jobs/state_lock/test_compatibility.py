"""What a comparison of two locks finds, and what it lets pass."""

from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from jobs.shared.state_lock.compatibility import incompatibilities, rollback_risks
from jobs.shared.state_lock.lock import StateLock
from jobs.shared.state_lock.loss import Incompatibility
from tests.jobs.state_lock.committed import committed
from tests.jobs.state_lock.mutations import additive, breaking
from tests.strategies.state_locks import state_locks


@given(state_locks())
def test_a_lock_is_compatible_with_itself(lock: StateLock) -> None:
    assert incompatibilities(lock, lock) == []
    assert rollback_risks(lock, lock) == []


@given(state_locks(), st.data())
@settings(max_examples=50)
def test_every_single_change_of_the_state_is_found(lock: StateLock, data: st.DataObject) -> None:
    what, changed = data.draw(st.sampled_from(breaking(lock)))
    assert incompatibilities(lock, changed), what


@given(state_locks(), st.data())
@settings(max_examples=50)
def test_however_much_is_added_the_state_is_taken_over(
    lock: StateLock, data: st.DataObject
) -> None:
    grown = lock
    for _ in range(4):
        _, grown = data.draw(st.sampled_from(additive(grown)))
    assert incompatibilities(lock, grown) == []


@given(state_locks(), st.data())
@settings(max_examples=50)
def test_a_change_is_found_beside_anything_that_is_added(
    lock: StateLock, data: st.DataObject
) -> None:
    _, changed = data.draw(st.sampled_from(breaking(lock)))
    _, grown = data.draw(st.sampled_from(additive(changed)))
    assert incompatibilities(lock, grown)


def test_every_single_change_of_the_committed_lock_is_found() -> None:
    lock = committed()
    changes = breaking(lock)
    assert [what for what, changed in changes if not incompatibilities(lock, changed)] == []
    assert len(changes) > 300


def test_every_single_addition_to_the_committed_lock_is_compatible() -> None:
    lock = committed()
    assert [what for what, grown in additive(lock) if incompatibilities(lock, grown)] == []


def test_a_lost_source_is_said_to_be_a_lost_position_in_the_stream() -> None:
    lost = _found(_renamed("payments-source", "payments-input"))
    assert lost.what == (
        "operator payments-source (StreamSource: FlinkKinesisConsumer) has become payments-input"
    )
    assert "the position in the stream" in lost.why
    assert lost.way_out == "give the operator the uid payments-source again"


def test_an_operator_that_a_setting_can_leave_out_is_asked_back_with_its_setting() -> None:
    lock = committed()
    without = tuple(one for one in lock.operators if one.uid != "labels-source")
    lost = _found(replace(lock, operators=without))
    assert lost.way_out.endswith("keep labels.uri set")


def test_a_stateful_operator_that_the_planner_has_renumbered_is_told_to_get_a_uid_of_its_own() -> (
    None
):
    lock = committed()
    planned = _renamed("feature-batches", "26_window-aggregate", named_by="planner")
    renumbered = _renamed("feature-batches", "27_window-aggregate", named_by="planner")
    [lost] = incompatibilities(planned, renumbered)
    assert lost.what.endswith("has become 27_window-aggregate")
    assert "set_planned_uid" in lost.way_out
    assert incompatibilities(lock, lock) == []


def test_a_renamed_state_is_said_to_be_lost_without_a_word() -> None:
    lock = committed()
    [card] = [one for one in lock.operators if one.uid == "card-features"]
    states = tuple(
        replace(state, name="card-log-v2") if state.kind == "keyed" else state
        for state in card.states
    )
    renamed = replace(card, states=states)
    lost = _found(replace(lock, operators=(renamed, *(o for o in lock.operators if o is not card))))
    assert lost.what == "operator card-features: state card-log-v1 is gone"
    assert "the history and the transaction ids of every card" in lost.why
    assert "without a word" in lost.why


def test_two_fields_that_change_places_are_not_read_as_each_other() -> None:
    lock = committed()
    layout = lock.structs["MerchantEntry"]
    names = ["event_time_ms", "amount_minor", "watermark_lag_ms", "card_id"]
    fields = {name: layout.fields[name] for name in names}
    swapped = replace(lock.structs["MerchantEntry"], fields=fields)
    found = incompatibilities(
        lock, replace(lock, structs={**lock.structs, "MerchantEntry": swapped})
    )
    kinds = ("0x21 (MERCHANT_ENTRY_V1)", "0x25 (MERCHANT_ENTRY_V2)")
    assert [one.what for one in found] == [
        f"merchant-log-v1: kind {kind}: MerchantEntry.{moved}"
        for kind in kinds
        for moved in ("watermark_lag_ms: field 1 -> 2", "amount_minor: field 2 -> 1")
    ]


def test_a_struct_deep_inside_a_snapshot_is_compared_too() -> None:
    lock = committed()
    layout = lock.structs["TimelineImage"]
    changed = replace(layout, fields={**layout.fields, "gaps_ms": "list[float]"})
    found = incompatibilities(
        lock, replace(lock, structs={**lock.structs, "TimelineImage": changed})
    )
    assert {one.what.partition(" (")[0] for one in found} == {
        "card-log-v1: kind 0x12",
        "card-log-v1: kind 0x14",
        "card-log-v1: kind 0x17",
        "merchant-log-v1: kind 0x22",
        "merchant-log-v1: kind 0x24",
        "merchant-log-v1: kind 0x27",
    }


def test_a_struct_may_get_another_name() -> None:
    lock = committed()
    structs = {
        {"TimelineImage": "Timeline"}.get(name, name): replace(
            layout,
            fields={
                field: of.replace("@TimelineImage", "@Timeline")
                for field, of in layout.fields.items()
            },
        )
        for name, layout in lock.structs.items()
    }
    assert incompatibilities(lock, replace(lock, structs=structs)) == []


def _renamed(uid: str, to: str, named_by: Literal["job", "planner"] = "job") -> StateLock:
    lock = committed()
    return replace(
        lock,
        operators=tuple(
            replace(one, uid=to, named_by=named_by) if one.uid == uid else one
            for one in lock.operators
        ),
    )


def _found(changed: StateLock) -> Incompatibility:
    """The one incompatibility of `changed` with the committed lock."""
    [found] = incompatibilities(committed(), changed)
    return found
