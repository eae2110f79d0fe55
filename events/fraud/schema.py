"""JSON Schemas of the wire contracts, by name."""

from typing import Any, Final

import msgspec

from events.fraud.decision import Decision
from events.fraud.duplicate import Duplicate
from events.fraud.label import Label
from events.fraud.late import LatePayment
from events.fraud.payment import COMPUTED_FIELDS, Payment
from events.fraud.payment_type import payment_type
from events.shared.feature_update import FeatureUpdate
from events.shared.own_fields import OwnField
from events.shared.rejected import Rejected

CONTRACTS: Final[dict[str, type[msgspec.Struct]]] = {
    "payment": Payment,
    "label": Label,
    "decision": Decision,
    "feature-update": FeatureUpdate,
    "rejected": Rejected,
    "late-payment": LatePayment,
    "duplicate": Duplicate,
}
"""Every contract by the name it has on the command line."""


def json_schema(name: str, fields: tuple[OwnField, ...] = ()) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the contract `name`, payments with their own fields.

    Raises:
        KeyError: there is no such contract.
    """
    kind = CONTRACTS[name]
    schema = msgspec.json.schema(payment_type(fields) if kind is Payment else kind)
    payment = schema.get("$defs", {}).get(Payment.__name__, {"properties": {}})
    for computed in COMPUTED_FIELDS:
        payment["properties"].pop(computed, None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
