"""The JSON Schema of a wire contract, generated from the type that the job works with."""

from collections.abc import Mapping
from typing import Any

import msgspec


def contract_schema(
    contract: type[msgspec.Struct], computed: Mapping[type[msgspec.Struct], frozenset[str]]
) -> dict[str, Any]:
    """The JSON Schema (2020-12) of `contract`.

    Args:
        contract: the type of the record.
        computed: by a type, in the contract or itself the contract, the fields that no record of
            it has on the wire.
    """
    schema = msgspec.json.schema(contract)
    for kind, names in computed.items():
        part = schema.get("$defs", {}).get(kind.__name__, {"properties": {}})
        for name in names:
            part["properties"].pop(name, None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
