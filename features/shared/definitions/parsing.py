"""A definition file (YAML) to checked definitions; every fault of it is reported at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import yaml

from features.shared.definitions.canonical import meaning_sha256
from features.shared.definitions.entries.entities import EntityReader
from features.shared.definitions.entries.features import read_features
from features.shared.definitions.entries.file_scope import FileScope
from features.shared.definitions.entries.money import read_money
from features.shared.definitions.entries.names import GivenNames
from features.shared.definitions.entries.own_fields import read_fields
from features.shared.definitions.entries.reasons import read_reasons
from features.shared.definitions.event_schema import EventSchema, event_fields
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import PAYMENT_SCOPE, Definitions, Entity, Feature, Money
from features.shared.language.fields import FieldReader, Fields
from features.shared.language.file_text import FileForm, file_text
from features.shared.language.file_tree import file_tree

MAX_NODES: Final = 30_000
"""Keys, values, lists and maps. An entry of a full file has about 50, its keys counted."""

_FORM: Final = FileForm("definitions", "definition file", MAX_NODES, DefinitionsError)
_FILE: Final = "definition file"
_OPTIONAL: Final = ("money", "fields", "reasons")

Events = Callable[[Money], EventSchema]
"""What the events of a system have, under the money of the file."""


def load_definitions(path: Path, events: Events) -> Definitions:
    """Read and check a definition file.

    Raises:
        DefinitionsError: the file cannot be read or anything in it is wrong.
    """
    return parse_definitions(file_text(path, _FORM), str(path), events)


def parse_definitions(text: str, path: str, events: Events) -> Definitions:
    """Check the text of a definition file; `path` is for messages.

    Raises:
        DefinitionsError: anything in it is wrong.
    """
    root = file_tree(text, path, _FORM)
    reader = FieldReader(path)
    entries = reader.fields(root, _FILE, ("version", "entities", "features"), _OPTIONAL)
    reader.whole(entries, "version", _FILE, (1, 1))
    found = _read(entries, reader, events)
    if reader.faults:
        raise DefinitionsError(reader.faults)
    told = replace(found, path=path, text=text)
    return replace(told, sha256=meaning_sha256(told))


def _read(entries: Fields, reader: FieldReader, events: Events) -> Definitions:
    money = read_money(entries.get("money"), reader)
    schema = events(money)
    names = GivenNames(reader, _taken(schema))
    own = tuple(read_fields(entries.get("fields"), names, reader))
    fields = event_fields(schema, own)
    entities = EntityReader(reader, schema, fields).read(entries.get("entities"))
    reasons = read_reasons(entries.get("reasons"), reader)
    scope = FileScope(
        reader=reader,
        schema=schema,
        fields=fields,
        entities={entity.name: entity for entity in entities},
        reasons=reasons,
        names=names,
        later=_written_names(entries.get("features")),
    )
    read_features(entries.get("features"), scope)
    return Definitions(
        path="",
        text="",
        sha256="",
        money=money,
        fields=own,
        entities=entities,
        features=_in_order(tuple(scope.features.values()), entities),
        reasons=tuple(reasons.items()),
    )


def _taken(schema: EventSchema) -> Iterator[tuple[str, str]]:
    for field in schema.fields:
        yield field.name, "a field that every file has"
    for name in schema.reserved:
        yield name, "reserved"


def _in_order(features: Sequence[Feature], entities: Sequence[Entity]) -> tuple[Feature, ...]:
    """Features of the payment, then entity by entity, else as they stand in the file."""
    scopes = [PAYMENT_SCOPE, *(entity.name for entity in entities)]
    return tuple(sorted(features, key=lambda feature: scopes.index(feature.scope)))


def _written_names(node: yaml.Node | None) -> dict[str, int]:
    """Line of each name in the list of features, sound or not."""
    if not isinstance(node, yaml.SequenceNode):
        return {}
    return {
        str(value.value): value.start_mark.line + 1
        for item in node.value
        if isinstance(item, yaml.MappingNode)
        for key, value in item.value
        if key.value == "name" and isinstance(value, yaml.ScalarNode)
    }
