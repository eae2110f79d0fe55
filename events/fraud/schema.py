"""JSON Schemas of the wire contracts of the fraud system, by name."""

from typing import Any, Final

import msgspec

from events.fraud.decision import Decision
from events.fraud.duplicate import Duplicate
from events.fraud.label import Label
from events.fraud.late import LatePayment
from events.fraud.payment import COMPUTED_FIELDS, Payment
from events.fraud.payment_type import payment_type
from events.shared.contract_schema import contract_schema
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
    own = payment_type(fields) if kind is Payment else kind
    return contract_schema(own, {Payment: COMPUTED_FIELDS})
