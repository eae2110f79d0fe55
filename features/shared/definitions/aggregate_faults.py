"""What is wrong with the own aggregates that a definition file names."""

from features.shared.accumulators.contract import own_faults
from features.shared.definitions.event_schema import EventSchema, event_fields
from features.shared.definitions.model import Aggregate, Definitions


def aggregate_faults(definitions: Definitions, schema: EventSchema) -> list[str]:
    """A line for each fault, with its place.

    Args:
        definitions: of a file.
        schema: of the events of its system.
    """
    fields = event_fields(schema, definitions.fields)
    return [
        f"{feature.path}:{feature.line}: feature '{feature.name}': {fault}"
        for feature in definitions.features
        if isinstance(feature.source, Aggregate) and feature.source.own is not None
        for fault in own_faults(feature.source, feature.kind, fields)
    ]
