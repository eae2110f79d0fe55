"""JSON Schemas of the wire contracts of the recommendation system, by name."""

from typing import Any, Final

import msgspec

from events.recommendations import catalogue_item, shopping_event
from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.duplicate import DuplicateEvent
from events.recommendations.identity_link import IdentityLink
from events.recommendations.late_event import LateEvent
from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopping_event import ShoppingEvent, shopping_event_type
from events.recommendations.showing import Showing
from events.shared.contract_schema import contract_schema
from events.shared.feature_update import FeatureUpdate
from events.shared.own_fields import OwnField
from events.shared.rejected import Rejected

CONTRACTS: Final[dict[str, type[msgspec.Struct]]] = {
    "event": ShoppingEvent,
    "link": IdentityLink,
    "item": CatalogueItem,
    "list": RecommendationList,
    "exposure": Showing,
    "feature-update": FeatureUpdate,
    "rejected": Rejected,
    "late-event": LateEvent,
    "duplicate": DuplicateEvent,
}
"""Every contract by the name it has on the command line."""

_COMPUTED: Final[dict[type[msgspec.Struct], frozenset[str]]] = {
    ShoppingEvent: shopping_event.COMPUTED_FIELDS,
    CatalogueItem: catalogue_item.COMPUTED_FIELDS,
}


def json_schema(name: str, fields: tuple[OwnField, ...] = ()) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the contract `name`, events with their own fields.

    Raises:
        KeyError: there is no such contract.
    """
    kind = CONTRACTS[name]
    own = shopping_event_type(fields) if kind is ShoppingEvent else kind
    return contract_schema(own, _COMPUTED)
