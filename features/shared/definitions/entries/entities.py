"""The entry ``entities``: whose history is kept."""

from collections.abc import Mapping
from typing import Final

import yaml

from events.shared.spelling import nearest
from features.shared.definitions.entries.names import GivenNames
from features.shared.definitions.event_schema import EventField, EventSchema, EventType
from features.shared.definitions.hops import hop_field, hop_fields
from features.shared.definitions.model import PAYMENT_SCOPE, Entity
from features.shared.language.fields import FieldReader
from features.shared.language.node_words import kind_of, shown

MAX_ENTITIES: Final = 12
LONGEST_ENTITY_NAME: Final = 32

_KEY_TYPES: Final[tuple[EventType, ...]] = ("text", "country", "integer")
_PAIR: Final = 2


class Entities:
    """The entities of a file, and of one that it extends.

    Args:
        schema: of the events.
        fields: every field of an event, by name.
    """

    def __init__(self, schema: EventSchema, fields: Mapping[str, EventField]) -> None:
        self._schema = schema
        self._fields = fields
        self._names = GivenNames([(PAYMENT_SCOPE, "the scope of what needs no history")])
        self._written: list[str] = []
        self.by_name: dict[str, Entity] = {}

    def read(self, node: yaml.Node | None, reader: FieldReader) -> None:
        """Add those that are declared soundly, in their order."""
        if node is None:
            return
        nodes: dict[str, yaml.Node] = {}
        for name, value in reader.entries(node, "entities", MAX_ENTITIES):
            self._written.append(name)
            entity = self._entity(name, value, reader)
            if self._names.give(name, value, "entities", reader) and entity is not None:
                self._check_other(entity, value, reader)
                self.by_name[name] = entity
                nodes[name] = value
        if len(self.by_name) > MAX_ENTITIES:
            message = f"at most {MAX_ENTITIES} entities, found {len(self.by_name)}"
            reader.refuse(node, message)
        self._check_first(node, reader)
        self._check_pairs(nodes, reader)

    def _entity(self, name: str, node: yaml.Node, reader: FieldReader) -> Entity | None:
        what = f"entity '{shown(name)}'"
        if len(name) > LONGEST_ENTITY_NAME:
            message = f"the name can have {LONGEST_ENTITY_NAME} characters, found {len(name)}"
            reader.refuse(node, f"{what}: {message}")
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if isinstance(node, yaml.MappingNode) or len(items) not in {1, _PAIR}:
            found = kind_of(node) if isinstance(node, yaml.MappingNode) else len(items)
            reader.refuse(node, f"{what}: expected one field or two, found {found}")
            return None
        read = [self._key_field(item, what, reader) for item in items]
        fields = tuple(field for field in read if field is not None)
        if len(set(fields)) < len(fields):
            reader.refuse(node, f"{what}: a pair is of two fields, found one twice")
            return None
        return Entity(name, fields) if len(fields) == len(items) else None

    def _key_field(self, node: yaml.Node, what: str, reader: FieldReader) -> str | None:
        name = reader.text_of(node, "field", what, LONGEST_ENTITY_NAME * 2)
        fault = None if name is None else self._key_fault(name)
        if fault is not None:
            reader.refuse(node, f"{what}: {fault}")
            return None
        return name

    def _key_fault(self, name: str) -> str | None:
        field = self._fields.get(name)
        if field is None:
            return f"unknown field '{name}'{nearest(name, self._fields)}"
        if field.personal:
            return f"'{name}' is personal, which no key is: the store and logs would carry it"
        if name == self._schema.identity:
            return f"no two payments share '{name}', it has no history"
        if field.type not in _KEY_TYPES:
            return f"a key is of {', '.join(_KEY_TYPES)}, '{name}' is {field.type}"
        return None

    def _check_other(self, entity: Entity, node: yaml.Node, reader: FieldReader) -> None:
        for other in self.by_name.values():
            if set(other.fields) == set(entity.fields):
                keys = " and ".join(entity.fields)
                message = f"'{other.name}' is already kept by {keys}"
                reader.refuse(node, f"entity '{entity.name}': {message}")

    def _check_first(self, node: yaml.Node, reader: FieldReader) -> None:
        first = self.by_name.get(self._written[0]) if self._written else None
        if first is None:
            return
        entered_by = self._schema.entered_by
        if first.fields != (entered_by,):
            message = f"the first entity is of {entered_by}, by whose key duplicates are found"
            hint = f"begin with `{entered_by.removesuffix('_id')}: {entered_by}`"
            reader.refuse(node, f"entity '{first.name}': {message}; {hint}")

    def _check_pairs(self, nodes: Mapping[str, yaml.Node], reader: FieldReader) -> None:
        keys = hop_fields(tuple(self.by_name.values()), self._schema.decided_by)
        for name, node in nodes.items():
            entity = self.by_name[name]
            if hop_field(entity, keys) is None:
                one, other = entity.fields
                message = f"neither {one} nor {other} is an entity of its own"
                hint = f"add one, such as `{one.removesuffix('_id')}: {one}`"
                reader.refuse(node, f"entity '{name}': {message}; {hint}")
