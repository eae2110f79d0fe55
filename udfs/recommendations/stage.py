"""What every stage of the recommendation job does beyond that of any key: load the plan."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from pyflink.datastream import RuntimeContext

from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import ShoppingPlan, key_states
from features.shared.plan.plan import Plan
from udfs.shared.keyed_stage import HopKeys, KeyedStage, StageSettings


@dataclass(frozen=True, kw_only=True)
class ShoppingStageSettings(StageSettings):
    """What every stage needs to know.

    Attributes:
        load_plan: makes the plan on the worker, where it is compiled.
        limits: of what is kept.
    """

    load_plan: Callable[[], ShoppingPlan]
    limits: RecommendationLimits


class ShoppingStage(KeyedStage):
    """A stage that knows the plan."""

    def __init__(self, settings: ShoppingStageSettings) -> None:
        super().__init__(settings)
        self._stage = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        super().open(runtime_context)
        self._limits = self._stage.limits
        self._plan = self._stage.load_plan()
        self._fields = self._plan.plan.definitions.fields
        self._encode = msgspec.msgpack.Encoder().encode

    def _hop_keys(self, place: int) -> HopKeys:
        """The states of declared features at a hop of the plan."""
        return self._keep_hop(key_states(self._plan.plan, self._limits.history)[place])


def next_key(plan: Plan, place: int, event: ShoppingEvent) -> str:
    """The key at the hop after that of a place; of an event without it, one that spreads."""
    key: str | None = plan.hops[place + 1].key(event)
    return str(event.shopper_id) if key is None else key
