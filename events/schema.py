"""JSON Schemas of the wire contracts, by name."""

from typing import Any, Final

import msgspec

from events.decision import Decision
from events.duplicate import Duplicate
from events.feature_update import FeatureUpdate
from events.label import Label
from events.late import LatePayment
from events.payment import Payment
from events.rejected import Rejected

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


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the contract `name`.

    Raises:
        KeyError: there is no such contract.
    """
    schema = msgspec.json.schema(CONTRACTS[name])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
