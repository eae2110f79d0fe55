"""The engine's events become what changes, once a resource, and what went wrong."""

from typing import Any

from pulumi.automation import EngineEvent

from infra.stack_changes import ChangeRecord, StackEvent

_URN = "urn:pulumi:dev::revstream::aws-native:kinesis:Stream::payments"


def _event(kind: str, op: str, urn: str = _URN, **more: Any) -> EngineEvent:  # noqa: ANN401
    metadata = {"op": op, "urn": urn, "type": urn.split("::")[2], "provider": "", **more}
    return EngineEvent.from_json({"sequence": 0, "timestamp": 0, kind: {"metadata": metadata}})


def _recorded(*events: EngineEvent) -> tuple[ChangeRecord, list[StackEvent]]:
    record = ChangeRecord()
    return record, [step for event in events if (step := record.add(event)) is not None]


def test_a_resource_is_one_change_however_many_events_it_has() -> None:
    record, steps = _recorded(
        _event("resourcePreEvent", "create"), _event("resOutputsEvent", "create")
    )
    assert [(step.phase, step.change.name) for step in steps] == [
        ("started", "payments"),
        ("done", "payments"),
    ]
    summary = record.summary()
    assert summary.counts == {"create": 1, "same": 0}
    assert [change.type for change in summary.changes] == ["aws-native:kinesis:Stream"]


def test_an_update_says_which_inputs_differ() -> None:
    diff = {"tags[0].value": {"diffKind": "update"}, "shardCount": {"diffKind": "update"}}
    record, _ = _recorded(_event("resourcePreEvent", "update", detailedDiff=diff))
    (change,) = record.summary().changes
    assert (change.kind, change.properties) == ("update", ("shardCount", "tags[0].value"))


def test_the_steps_of_a_replacement_are_one_replacement() -> None:
    record, _ = _recorded(
        *(
            _event("resourcePreEvent", op)
            for op in ("create-replacement", "replace", "delete-replaced")
        )
    )
    assert record.summary().counts == {"replace": 1, "same": 0}


def test_what_stays_the_same_is_counted_and_told_to_nobody() -> None:
    record, steps = _recorded(_event("resourcePreEvent", "same"), _event("resOutputsEvent", "same"))
    assert steps == []
    assert record.summary().counts == {"same": 1}
    assert record.summary().is_empty


def test_a_failed_step_is_told() -> None:
    _, steps = _recorded(_event("resOpFailedEvent", "create"))
    assert [step.phase for step in steps] == ["failed"]


def test_the_engine_s_errors_are_kept_and_its_other_messages_are_not() -> None:
    record = ChangeRecord()
    for severity, message in (("info", "hello"), ("error", "no such stream\n")):
        diagnostic = {"message": message, "color": "never", "severity": severity}
        record.add(
            EngineEvent.from_json({"sequence": 0, "timestamp": 0, "diagnosticEvent": diagnostic})
        )
    assert record.errors == ("no such stream",)
