"""A definition file and its features in words."""

import json
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from cli.features.definition_entries import remembered_parts, sharing
from cli.features.definition_systems import DefinitionSystem
from cli.features.told import computed
from cli.features.window_picture import window_picture
from events.shared.durations import duration_text
from features.fraud.definitions import hops
from features.shared.definitions.hops import Hop
from features.shared.definitions.model import (
    PAYMENT_SCOPE,
    Definitions,
    Derived,
    Feature,
)
from features.shared.definitions.money_terms import money_notes
from features.shared.definitions.needs import needed_features, readers_of

_INDENT: Final = "  "


def listed_text(definitions: Definitions, event: str) -> str:
    """A line for each feature, those of one scope together; what needs no history is an event's."""
    width = max(len(feature.name) for feature in definitions.features)
    lines: list[str] = []
    for scope in (PAYMENT_SCOPE, *(entity.name for entity in definitions.entities)):
        features = [feature for feature in definitions.features if feature.scope == scope]
        if features:
            named = event if scope == PAYMENT_SCOPE else scope
            lines += [f"{named} ({len(features)})"]
            lines += [_line(feature, width) for feature in features]
    unwritten = sum(not feature.written for feature in definitions.features)
    lines.append(f"{len(definitions.features)} features, {unwritten} of them only where read (*)")
    return "\n".join(lines)


def _line(feature: Feature, width: int) -> str:
    window = "" if feature.window_ms is None else duration_text(feature.window_ms)
    kind = f"{feature.kind} or null" if feature.nullable else feature.kind
    mark = " " if feature.written else "*"
    return f"{mark} {feature.name:<{width}}  {kind:<13} {window:>5}  {feature.description}"


def checked_text(definitions: Definitions, system: DefinitionSystem) -> str:
    """What a sound file comes to, and the keys that it makes, which events pass in this order."""
    counts = (
        f"{len(definitions.fields)} own fields",
        f"{len(definitions.entities)} entities",
        f"{len(definitions.features)} features",
    )
    written = [feature.name for feature in definitions.features if feature.written]
    needed = {feature.scope for feature in needed_features(definitions, written)}
    lines = [
        f"{definitions.path}: {', '.join(counts)}, no faults",
        f"sha256 {definitions.sha256}",
    ]
    for number, hop in enumerate(system.hops(definitions), start=1):
        first = system.first if number == 1 else ""
        lines.append(f"hop {number}: {_hop_text(hop, needed, first, system.last)}")
    return "\n".join([*lines, *money_notes(definitions)])


def _hop_text(hop: Hop, needed: AbstractSet[str], first: str, last: str) -> str:
    names = [entity.name for entity in hop.entities]
    says = f"key {hop.field}"
    if names:
        says += f", keeps {', '.join(names)}"
    if first:
        return f"{says}; {first}"
    if hop.decides:
        return f"{says}; {last}"
    if needed & set(names):
        return f"{says}; one more key, one more hop"
    return f"{says}; one more hop where something reads its features"


def explained_text(feature: Feature, definitions: Definitions) -> str:
    """All that is known of a feature."""
    lines = [f"{feature.name}: {_type(feature)}", f"{_INDENT}{feature.description}", ""]
    facts = list(_facts(feature, definitions))
    width = max(len(what) for what, _ in facts)
    lines += [f"{_INDENT}{what:<{width}}  {says}".rstrip() for what, says in facts]
    picture = window_picture(feature.source)
    if picture:
        lines += ["", *(f"{_INDENT}{line}" for line in picture)]
    return "\n".join(lines)


def _type(feature: Feature) -> str:
    kind = f"{feature.kind}, can be missing" if feature.nullable else feature.kind
    match feature.least, feature.most:
        case None, None:
            return kind
        case least, None:
            return f"{kind}, {least:.12g} or more"
        case None, most:
            return f"{kind}, at most {most:.12g}"
        case least, most:
            return f"{kind}, {least:.12g} to {most:.12g}"
    return kind


def _facts(feature: Feature, definitions: Definitions) -> Iterator[tuple[str, str]]:
    yield "defined", f"{feature.path}, line {feature.line}"
    yield "of", _whose(feature, definitions)
    for key, value in computed(feature.source).items():
        yield key, _plain(value)
    yield "fields", ", ".join(feature.fields)
    yield from _memory(feature, definitions)
    reason = dict(definitions.reasons).get(feature.reason or "")
    yield "reason", f"{feature.reason}: {reason}" if reason else "one of its own"
    readers = readers_of(feature, definitions)
    if readers:
        yield "read by", ", ".join(readers)
    if isinstance(feature.source, Derived):
        read = [one.name for one in needed_features(definitions, [feature.name])]
        yield "needs", ", ".join(name for name in read if name != feature.name) or "no history"
    always = "computed and written always"
    yield "written", always if feature.written else "computed only where something reads it"


def _memory(feature: Feature, definitions: Definitions) -> Iterator[tuple[str, str]]:
    """What the key's state holds for it, and what else is read from the same."""
    try:
        parts = remembered_parts([feature], definitions)
        others = sharing(feature, definitions) if parts else ()
    except ValueError as error:
        yield "remembers", f"unknown: {error}"
        return
    for part in parts:
        columns = "".join(f", {name}" for name, _ in part.sources)
        yield "remembers", f"{part.signature}{columns}"
    if others:
        yield "shared with", ", ".join(others)


def _whose(feature: Feature, definitions: Definitions) -> str:
    if feature.scope == PAYMENT_SCOPE:
        return "the payment itself, without any history"
    for number, hop in enumerate(hops(definitions), start=1):
        for entity in hop.entities:
            if entity.name == feature.scope:
                key = " and ".join(entity.fields)
                return f"{entity.name}, by {key}, kept at hop {number} ({hop.field})"
    return feature.scope


def _plain(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool | dict) else str(value)
