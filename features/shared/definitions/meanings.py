"""What each feature means, as a fingerprint: a model goes only with features as it learned them.

::

    aggregate or expression, window, entity's key  --+
    type of each field that is read                --+--> sha256
    base currency, where an amount in it is read   --+
    meaning of each feature that is read           --+
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from features.shared.definitions.canonical import plain
from features.shared.definitions.event_schema import EventField, EventSchema, event_fields
from features.shared.definitions.model import Aggregate, Definitions, Feature


def feature_meanings(definitions: Definitions, schema: EventSchema) -> dict[str, str]:
    """The fingerprint of the meaning of each feature, hexadecimal, by its name.

    Where it stands, what people are told of it, its limits, and what is done with it do not count;
    neither do settings of a job, such as the feedback delay.

    Args:
        definitions: that have the features.
        schema: of the system's events, under the money of the file.
    """
    fields = event_fields(schema, definitions.fields)
    keys = {entity.name: entity.fields for entity in definitions.entities}
    found: dict[str, str] = {}
    for feature in definitions.features:
        said: dict[str, Any] = {
            "kind": feature.kind,
            "source": plain(feature.source),
            "key": keys.get(feature.scope, ()),
            "reads": {
                name: found.get(name) or _of_field(fields[name], definitions.money.base_currency)
                for name in sorted(_read_by(feature, schema, fields) & (found.keys() | fields))
            },
        }
        canonical = json.dumps(said, separators=(",", ":"), sort_keys=True)
        found[feature.name] = sha256(canonical.encode()).hexdigest()
    return found


def _read_by(
    feature: Feature, schema: EventSchema, fields: Mapping[str, EventField]
) -> frozenset[str]:
    """Names of the fields and features that it is computed from."""
    source = feature.source
    if not isinstance(source, Aggregate):
        return source.expression.names
    conditions = [one.names for one in (source.where, source.share_of) if one is not None]
    parameters = [value for _, value in source.parameters if value in fields]
    position = schema.position if source.kind == "speed_kmh" else ()
    of = () if source.field is None else (source.field,)
    return frozenset((*of, *position, *map(str, parameters))).union(*conditions)


def _of_field(field: EventField, base_currency: str) -> list[Any]:
    unit = base_currency if field.computed_from is not None else None
    return [field.type, field.digits, unit]
