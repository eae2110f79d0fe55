"""The entry ``entities``: whose history is kept."""

from typing import Final

import yaml

from events.shared.spelling import nearest
from features.shared.definitions.entries.names import GivenNames
from features.shared.definitions.event_schema import EventField, EventSchema, EventType
from features.shared.definitions.hops import hop_field
from features.shared.definitions.model import PAYMENT_SCOPE, Entity
from features.shared.language.fields import FieldReader
from features.shared.language.node_words import kind_of, shown

MAX_ENTITIES: Final = 8
LONGEST_ENTITY_NAME: Final = 32

_KEY_TYPES: Final[tuple[EventType, ...]] = ("text", "country", "integer")
_PAIR: Final = 2


class EntityReader:
    """Reads the entities of one file.

    Args:
        reader: gets the faults.
        schema: of the events.
        fields: every field of an event, by name.
    """

    def __init__(
        self, reader: FieldReader, schema: EventSchema, fields: dict[str, EventField]
    ) -> None:
        self._reader = reader
        self._schema = schema
        self._fields = fields
        self._names = GivenNames(reader, [(PAYMENT_SCOPE, "the scope of what needs no history")])

    def read(self, node: yaml.Node | None) -> tuple[Entity, ...]:
        """The entities that are declared soundly, in their order."""
        if node is None:
            return ()
        found: dict[Entity, yaml.Node] = {}
        for name, value in self._reader.entries(node, "entities", MAX_ENTITIES):
            entity = self._entity(name, value)
            if self._names.give(name, value, "entities") and entity is not None:
                self._check_other(entity, value, found)
                found[entity] = value
        self._check_hops(node, found)
        return tuple(found)

    def _entity(self, name: str, node: yaml.Node) -> Entity | None:
        what = f"entity '{shown(name)}'"
        if len(name) > LONGEST_ENTITY_NAME:
            message = f"the name can have {LONGEST_ENTITY_NAME} characters, found {len(name)}"
            self._reader.refuse(node, f"{what}: {message}")
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if isinstance(node, yaml.MappingNode) or len(items) not in {1, _PAIR}:
            found = kind_of(node) if isinstance(node, yaml.MappingNode) else len(items)
            self._reader.refuse(node, f"{what}: expected one field or two, found {found}")
            return None
        read = [self._key_field(item, what) for item in items]
        fields = tuple(field for field in read if field is not None)
        if len(set(fields)) < len(fields):
            self._reader.refuse(node, f"{what}: a pair is of two fields, found one twice")
            return None
        return Entity(name, fields) if len(fields) == len(items) else None

    def _key_field(self, node: yaml.Node, what: str) -> str | None:
        name = self._reader.text_of(node, "field", what, LONGEST_ENTITY_NAME * 2)
        if name is None:
            return None
        field = self._fields.get(name)
        fault = None
        if field is None:
            fault = f"unknown field '{name}'{nearest(name, self._fields)}"
        elif field.personal:
            fault = f"'{name}' is personal, which no key is: the store and logs would carry it"
        elif name == self._schema.identity:
            fault = f"no two payments share '{name}', it has no history"
        elif field.type not in _KEY_TYPES:
            fault = f"a key is of {', '.join(_KEY_TYPES)}, '{name}' is {field.type}"
        if fault is not None:
            self._reader.refuse(node, f"{what}: {fault}")
            return None
        return name

    def _check_other(self, entity: Entity, node: yaml.Node, found: dict[Entity, yaml.Node]) -> None:
        for other in found:
            if set(other.fields) == set(entity.fields):
                keys = " and ".join(entity.fields)
                message = f"'{other.name}' is already kept by {keys}"
                self._reader.refuse(node, f"entity '{entity.name}': {message}")

    def _check_hops(self, node: yaml.Node, found: dict[Entity, yaml.Node]) -> None:
        if not found:
            return
        first = next(iter(found))
        if len(first.fields) > 1 or self._fields[first.fields[0]].nullable:
            message = "must have one field, which no payment lacks: duplicates are found by its key"
            self._reader.refuse(node, f"entity '{first.name}': the first entity {message}")
        keys = [entity.fields[0] for entity in found if len(entity.fields) == 1]
        for entity, at in found.items():
            if hop_field(entity, keys) is None:
                one, other = entity.fields
                message = f"neither {one} nor {other} is an entity of its own"
                hint = f"add one before it, such as `{one.removesuffix('_id')}: {one}`"
                self._reader.refuse(at, f"entity '{entity.name}': {message}; {hint}")
