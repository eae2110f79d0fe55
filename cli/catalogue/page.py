"""The features of a definition file as a page of Markdown."""

from collections.abc import Iterator
from typing import Final

from cli.features.definition_systems import DefinitionSystem
from events.shared.durations import duration_text
from features.shared.definitions.model import PAYMENT_SCOPE, Definitions, Feature

_INTRODUCTION: Final = """# {title}

Generated from `{path}` by `revstream catalogue{option}`; for the shipped file `make check` fails \
when it is
out of date. A window of length w covers `(t - w, t]` in event time, where t is the time of the
{event} itself; a missing value is null. What is marked * is computed only where a rule, a model or
another feature reads it. How a feature is defined: [definition file](definitions.md).
"""


def catalogue_page(definitions: Definitions, system: DefinitionSystem) -> str:
    """The page: a table for each scope."""
    said = {"title": system.title, "option": system.option, "event": system.event}
    parts = [_INTRODUCTION.format(path=definitions.path, **said)]
    for scope, title in _titles(definitions, system.event):
        features = [feature for feature in definitions.features if feature.scope == scope]
        if features:
            parts.append(f"\n## {title}: {len(features)}\n\n")
            parts.append("| feature | type | window | definition |\n|---|---|---|---|\n")
            parts += map(_row, features)
    return "".join(parts)


def _titles(definitions: Definitions, event: str) -> Iterator[tuple[str, str]]:
    yield PAYMENT_SCOPE, event.capitalize()
    for entity in definitions.entities:
        keys = " and ".join(f"`{field}`" for field in entity.fields)
        name = entity.name.replace("_", " ")
        yield entity.name, f"{name[:1].upper()}{name[1:]}, by {keys}"


def _row(feature: Feature) -> str:
    mark = "" if feature.written else " *"
    kind = f"{feature.kind} or null" if feature.nullable else feature.kind
    window = "" if feature.window_ms is None else duration_text(feature.window_ms)
    return f"| `{feature.name}`{mark} | {kind} | {window} | {_cell(feature.description)} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
