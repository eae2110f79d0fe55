"""A definition file (YAML) to checked definitions; every fault of it is reported at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import yaml

from features.shared.definitions.canonical import meaning_sha256
from features.shared.definitions.entries.entities import Entities
from features.shared.definitions.entries.features import read_features, written_names
from features.shared.definitions.entries.file_scope import FileScope
from features.shared.definitions.entries.money import read_money
from features.shared.definitions.entries.names import GivenNames
from features.shared.definitions.entries.own_fields import read_fields
from features.shared.definitions.entries.reasons import read_reasons
from features.shared.definitions.entries.remembered import read_remembered
from features.shared.definitions.event_schema import EventSchema, event_fields
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import PAYMENT_SCOPE, Definitions, Feature, Money
from features.shared.definitions.money_terms import with_rates
from features.shared.language.fields import FieldReader, Fields
from features.shared.language.file_text import FileForm, file_text
from features.shared.language.file_tree import file_tree

MAX_NODES: Final = 30_000
"""Keys, values, lists and maps. An entry of a full file has about 50, its keys counted."""

_FORM: Final = FileForm("definitions", "definition file", MAX_NODES, DefinitionsError)
_FILE: Final = "definition file"
_IN_ITSELF: Final = ("entities", "features")
_OPTIONAL: Final = ("extends", "money", "fields", "reasons", "remembered")


@dataclass(frozen=True, slots=True)
class System:
    """The system whose events a file is about.

    Attributes:
        events: what they have, under the money of the file.
        shipped_text: of the file that comes with it, which others may extend.
        shipped_path: of that file, for messages.
    """

    events: Callable[[Money], EventSchema]
    shipped_text: Callable[[], str]
    shipped_path: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of those that make the definitions: its entries, and who notes its faults."""

    entries: Fields
    reader: FieldReader


def load_definitions(path: Path, system: System) -> Definitions:
    """Read and check a definition file and the rates that it names.

    Raises:
        DefinitionsError: a file cannot be read or anything in it is wrong.
    """
    return with_rates(parse_definitions(file_text(path, _FORM), str(path), system))


def parse_definitions(text: str, path: str, system: System) -> Definitions:
    """Check the text of a definition file; `path` is for messages.

    Raises:
        DefinitionsError: anything in it is wrong.
    """
    own = _part(text, path)
    extends = "extends" in own.entries
    parts = (_part(system.shipped_text(), system.shipped_path), own) if extends else (own,)
    found = _read(parts, system.events)
    faults = [fault for part in parts for fault in part.reader.faults]
    if faults:
        raise DefinitionsError(faults)
    told = replace(found, path=path, text=text)
    return replace(told, sha256=meaning_sha256(told))


def _part(text: str, path: str) -> _Part:
    root = file_tree(text, path, _FORM)
    reader = FieldReader(path)
    needed, optional = _keys(root)
    entries = reader.fields(root, _FILE, needed, optional)
    reader.whole(entries, "version", _FILE, (1, 1))
    reader.choice(entries, "extends", _FILE, ("shipped",))
    return _Part(entries, reader)


def _keys(root: yaml.Node) -> tuple[Sequence[str], Sequence[str]]:
    """Keys that the file must and can have: what it extends has entities and features."""
    extends = isinstance(root, yaml.MappingNode) and any(
        key.value == "extends" for key, _ in root.value
    )
    if extends:
        return ("version",), (*_OPTIONAL, *_IN_ITSELF)
    return ("version", *_IN_ITSELF), _OPTIONAL


def _read(parts: Sequence[_Part], events: Callable[[Money], EventSchema]) -> Definitions:
    money = _money(parts)
    schema = events(money)
    names = GivenNames(_taken(schema))
    own = tuple(
        field
        for part in parts
        for field in read_fields(part.entries.get("fields"), names, part.reader)
    )
    fields = event_fields(schema, own)
    entities = Entities(schema, fields)
    reasons: dict[str, str] = {}
    for part in parts:
        entities.read(part.entries.get("entities"), part.reader)
        read_reasons(part.entries.get("reasons"), part.reader, reasons)
    features: dict[str, Feature] = {}
    for part in parts:
        node = part.entries.get("features")
        scope = FileScope(
            reader=part.reader,
            schema=schema,
            fields=fields,
            entities=entities.by_name,
            reasons=reasons,
            names=names,
            later=written_names(node),
            features=features,
        )
        read_features(node, scope)
    return Definitions(
        path="",
        text="",
        sha256="",
        money=money,
        fields=own,
        entities=tuple(entities.by_name.values()),
        features=_in_order(features.values(), entities.by_name),
        reasons=tuple(reasons.items()),
        remembered=tuple(
            one
            for part in parts
            for one in read_remembered(
                part.entries.get("remembered"), entities.by_name, part.reader
            )
        ),
    )


def _money(parts: Sequence[_Part]) -> Money:
    """The file's own money as a whole, or that of the file it extends."""
    last = [part for part in parts if "money" in part.entries][-1:] or parts[-1:]
    return read_money(last[0].entries.get("money"), last[0].reader)


def _taken(schema: EventSchema) -> Iterator[tuple[str, str]]:
    for field in schema.fields:
        yield field.name, "a field that every file has"
    for name in schema.reserved:
        yield name, "reserved"


def _in_order(features: Iterable[Feature], entities: Iterable[str]) -> tuple[Feature, ...]:
    """Features of the payment, then entity by entity, else as they stand in the file."""
    scopes = [PAYMENT_SCOPE, *entities]
    return tuple(sorted(features, key=lambda feature: scopes.index(feature.scope)))
