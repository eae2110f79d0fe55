"""The plan of the fraud system's definitions, and the states of the keys that it has."""

from collections.abc import Collection
from dataclasses import replace

from features.fraud.older_logs import OLDER_KINDS
from features.fraud.payment_fields import payment_schema
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from features.shared.plan.compilation import compile_plan
from features.shared.plan.plan import Plan
from features.shared.state.key_log import NO_OLDER_KINDS
from features.shared.state.key_state import KeyStates


def payment_plan(
    definitions: Definitions,
    limits: HistoryLimits,
    needed_names: Collection[str] | None = None,
    *,
    goes_on: bool = False,
) -> Plan:
    """What is computed of every payment; see `compile_plan`.

    Args:
        definitions: the checked file.
        limits: of every key's history.
        needed_names: features that something reads; None for all.
        goes_on: whether the states may be those of a job that ran by earlier definitions. One that
            begins without any has forgotten nothing, whatever the file says was remembered.
    """
    schema = payment_schema(definitions.money)
    if not goes_on:
        definitions = replace(definitions, remembered=())
    return compile_plan(definitions, schema, limits, needed_names)


def key_states(plan: Plan, limits: HistoryLimits, *, logged: bool = True) -> tuple[KeyStates, ...]:
    """The states of the keys of each hop; see `KeyStates`."""
    return tuple(
        KeyStates(hop, limits, OLDER_KINDS.get(hop.name, NO_OLDER_KINDS), logged=logged)
        for hop in plan.hops
    )
