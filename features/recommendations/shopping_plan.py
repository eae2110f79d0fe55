"""The plan of the recommendation system's definitions: the values of a card, and of a shopper.

::

    event --> item_id: values --> card: features of the item alone
                       values ----------------------+
          --> shopper_id: values -------------------+--> all features; of the shopper: all others
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from events.recommendations.shopping_event import ShoppingEvent, event_maker
from events.shared.feature_value import FeatureValue
from features.recommendations.event_fields import shopping_schema
from features.shared.definitions.model import Aggregate, Definitions, Derived, Feature
from features.shared.limits import HistoryLimits
from features.shared.plan.compilation import compile_plan
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyStates

ITEM: Final = "item_id"
LEADERS_BY: Final = "item_interest_24h"
"""The feature by which the leaders of a category are told."""

Values = Sequence[FeatureValue]


class LeadersByError(ValueError):
    """A definition file whose items have no feature to rank a category by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoppingPlan:
    """What is computed of every shopping event.

    Attributes:
        plan: of all features.
        item_names: of the features that a card has, in its order.
        shopper_names: of all others.
        card_values: from an event and the values at its item those of its card.
        shopper_values: from all values those of the shopper.
        make_event: makes events that nobody sent; see `event_maker`.
        interest: place of `LEADERS_BY` among the values of a card.
        interest_half_life_ms: its half-life.
    """

    plan: Plan
    item_names: tuple[str, ...]
    shopper_names: tuple[str, ...]
    card_values: Callable[[Any, Values], tuple[FeatureValue, ...]]
    shopper_values: Callable[[Values], tuple[FeatureValue, ...]]
    make_event: Callable[..., ShoppingEvent]
    interest: int
    interest_half_life_ms: int


def shopping_plan(definitions: Definitions, limits: HistoryLimits) -> ShoppingPlan:
    """Compile a definition file.

    Raises:
        LeadersByError: it has no decayed count or sum `LEADERS_BY` of the item.
    """
    schema = shopping_schema(definitions.money)
    plan = compile_plan(definitions, schema, limits)
    items = {entity.name for entity in definitions.entities if entity.fields == (ITEM,)}
    of_item = [one for one in plan.features if _of_item(one, plan.features, items)]
    names = tuple(one.name for one in of_item)
    card_plan = compile_plan(definitions, schema, limits, names)
    pick = _picker(plan.hops[0].names, card_plan.hops[0].names)
    nothing = [hop.nothing for hop in card_plan.hops[1:]]

    def card_values(event: Any, values: Values) -> tuple[FeatureValue, ...]:  # noqa: ANN401 - of any definitions
        return card_plan.assemble(event, pick(values), *nothing)

    shopper_names = tuple(name for name in plan.names if name not in names)
    leading = next((one for one in of_item if one.name == LEADERS_BY), None)
    source = None if leading is None else leading.source
    if not isinstance(source, Aggregate) or not source.half_life_ms:
        raise LeadersByError(
            f"{definitions.path}: feature '{LEADERS_BY}', a decayed count or sum of the item, is"
            " expected: the leaders of a category are told by it"
        )
    return ShoppingPlan(
        plan=plan,
        item_names=card_plan.names,
        shopper_names=shopper_names,
        card_values=card_values,
        shopper_values=_picker(plan.names, shopper_names),
        make_event=event_maker(definitions.fields),
        interest=card_plan.names.index(LEADERS_BY),
        interest_half_life_ms=source.half_life_ms,
    )


def key_states(plan: Plan, limits: HistoryLimits, *, logged: bool = True) -> tuple[KeyStates, ...]:
    """The states of the keys of each hop; see `KeyStates`."""
    return tuple(KeyStates(hop, limits, logged=logged) for hop in plan.hops)


def _of_item(feature: Feature, features: Sequence[Feature], items: set[str]) -> bool:
    """Whether it is computed from the history of the item alone."""
    if not isinstance(feature.source, Derived):
        return feature.scope in items
    by_name = {one.name: one for one in features}
    read = [by_name[name] for name in feature.source.expression.names if name in by_name]
    return bool(read) and all(_of_item(one, features, items) for one in read)


def _picker(names: Sequence[str], wanted: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """Takes the values of some names."""
    places = [names.index(name) for name in wanted]
    if not places:
        return lambda _: ()
    if len(places) == 1:
        return lambda values: (values[places[0]],)
    return itemgetter(*places)
