"""The entry ``remembered``: how far back a running job remembered under an earlier file."""

from collections.abc import Collection
from typing import Final

import yaml

from events.shared.spelling import nearest
from events.shared.written_times import EXPECTED_TIME, time_ms
from features.shared.definitions.entries.entities import LONGEST_ENTITY_NAME
from features.shared.definitions.entries.windows import duration_of
from features.shared.definitions.model import Remembered
from features.shared.language.fields import FieldReader
from features.shared.language.node_words import found_in, kind_of

MAX_REMEMBERED: Final = 200

_ENTRY: Final = "remembered"


def read_remembered(
    node: yaml.Node | None, entities: Collection[str], reader: FieldReader
) -> tuple[Remembered, ...]:
    """Read the entries that are sound, in their order."""
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode) or not 1 <= len(node.value) <= MAX_REMEMBERED:
        reader.refuse(node, f"'{_ENTRY}' must be a list of 1 to {MAX_REMEMBERED} entries")
        return ()
    found = [_remembered(item, entities, reader) for item in node.value]
    return tuple(one for one in found if one is not None)


def _remembered(
    node: yaml.Node, entities: Collection[str], reader: FieldReader
) -> Remembered | None:
    fields = reader.fields(node, _ENTRY, ("entity", "until"), ("reach", "labels"))
    entity = reader.text(fields, "entity", _ENTRY, LONGEST_ENTITY_NAME)
    if entity is not None and entity not in entities:
        message = f"unknown entity '{entity}'{nearest(entity, entities)}"
        reader.refuse(fields["entity"], f"{_ENTRY}: {message}")
    reach, until = fields.get("reach"), fields.get("until")
    reach_ms = 0 if reach is None else duration_of(reach, "reach", _ENTRY, reader)
    until_ms = None if until is None else _time_ms(until, reader)
    labels = reader.flag(fields, "labels", _ENTRY) is True
    if entity is None or reach_ms is None or until_ms is None:
        return None
    return Remembered(entity, reach_ms, until_ms, labels=labels)


def _time_ms(node: yaml.Node, reader: FieldReader) -> int | None:
    # Without quotes YAML takes a date for one.
    found = time_ms(str(node.value)) if kind_of(node) in {"text", "timestamp"} else None
    if found is None:
        reader.refuse(node, f"{_ENTRY}: 'until': {EXPECTED_TIME}, found {found_in(node)}")
    return found
