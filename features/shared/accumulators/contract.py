"""Whether a team's own aggregate keeps the promises that its features are computed by.

::

    definition file ──▶ own_faults: class, parameters, window, types of its fields
                                        │
                                        ▼
                        contract_faults: each of CHECKS on made-up events ──▶ a line a fault
"""

from collections.abc import Callable, Mapping
from typing import Final

from features.shared.accumulators import contract_checks as checks
from features.shared.accumulators import contract_state_checks as state_checks
from features.shared.accumulators.contract_trial import PLENTY, Broken, Trial
from features.shared.accumulators.own_loading import fields_read, load_aggregate, shape_faults
from features.shared.definitions.event_schema import EventField
from features.shared.definitions.model import Aggregate, FeatureKind

Check = Callable[[Trial], None]

CHECKS: Final[dict[str, Check]] = {
    "an empty one holds nothing and answers": state_checks.empty_answers,
    "values are of the declared kind": checks.values_of_kind,
    "the same events give the same values": state_checks.deterministic,
    "two of them share nothing": state_checks.independent,
    "asking changes nothing": state_checks.asking_changes_nothing,
    "a restored one is the same": state_checks.restored_is_the_same,
    "the order of arrival does not matter": checks.order_leaves_no_trace,
    "only what is in the window counts": checks.only_the_window_counts,
    "what is at or before the floor is not needed": checks.floor_changes_nothing,
    "what no window reaches goes": state_checks.expired_goes,
    "it holds no more than its limit": state_checks.bounded,
}
"""What every aggregate promises, with what looks whether it is so."""


def own_faults(
    aggregate: Aggregate, kind: FeatureKind, fields: Mapping[str, EventField]
) -> tuple[str, ...]:
    """What is wrong with the own aggregate that a definition file asks for, a line each.

    Args:
        aggregate: as the file has it.
        kind: type of its value, as the file has it.
        fields: of the event, by name.
    """
    try:
        found = load_aggregate(aggregate.own or "")
        names = fields_read(found, aggregate.field, fields)
    except ValueError as error:
        return (str(error),)
    if found.kind != kind:
        return (f"kind: {found.__name__} gives {found.kind}, the file says {kind}",)
    if aggregate.window_ms <= 0:
        return (f"over: {found.__name__} needs a window",)
    parameters = dict(aggregate.parameters)
    try:
        found.create(parameters, aggregate.window_ms, PLENTY)
    except ValueError as error:
        return (f"parameters: {error}",)
    return contract_faults(
        Trial(
            kind=found,
            types=[fields[name].type for name in names],
            window_ms=aggregate.window_ms,
            parameters=parameters,
        )
    )


def contract_faults(trial: Trial) -> tuple[str, ...]:
    """What is wrong with an aggregate, a line each; none where it keeps every promise.

    Its answers are the same in every run: the made-up events are.
    """
    shape = shape_faults(trial.kind)
    if shape:
        return tuple(shape)
    faults = (fault_of(name, trial) for name in CHECKS)
    return tuple(fault for fault in faults if fault is not None)


def fault_of(name: str, trial: Trial) -> str | None:
    """What is wrong by one of `CHECKS`, None where nothing is."""
    try:
        CHECKS[name](trial)
    except Broken as broken:
        return f"{name}: {broken}"
    except Exception as error:  # noqa: BLE001 - whatever a team's code raises is its fault
        return f"{name}: raised {type(error).__name__}: {error}"
    return None
