"""The plan of the fraud system's definitions, and the states of the keys that it has."""

from collections.abc import Collection

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
) -> Plan:
    """What is computed of every payment; see `compile_plan`."""
    schema = payment_schema(definitions.money)
    return compile_plan(definitions, schema, limits, needed_names)


def key_states(plan: Plan, limits: HistoryLimits, *, logged: bool = True) -> tuple[KeyStates, ...]:
    """The states of the keys of each hop; see `KeyStates`."""
    return tuple(
        KeyStates(hop, limits, OLDER_KINDS.get(hop.name, NO_OLDER_KINDS), logged=logged)
        for hop in plan.hops
    )
