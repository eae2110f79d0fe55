"""How feature values stand in a Redis hash: numbers as text that reads back to the same value."""

import json
from collections.abc import Callable
from typing import Any, Final

from events.shared.feature_update import FeatureUpdate
from events.shared.feature_value import WrittenValue
from features.shared.definitions.model import FeatureKind

EVENT_TIME_FIELD: Final = "event_time_ms"
SCHEMA_VERSION_FIELD: Final = "schema_version"

_TAKEN_NAMES: Final = frozenset({EVENT_TIME_FIELD, SCHEMA_VERSION_FIELD})
# By exact type, for speed: every value of a feature passes here.
_TEXTS: Final[dict[type, Callable[[Any], str]]] = {
    bool: lambda value: "1" if value else "0",
    int: str,
    float: repr,
    str: str,
    tuple: lambda value: json.dumps(value, ensure_ascii=False),
}
_OF_LISTS: Final = (str, int, float)
_BOOLS: Final = {"0": False, "1": True}


class UnstorableValueError(ValueError):
    """A feature that has no place in the hash."""


def hash_fields(update: FeatureUpdate) -> list[str]:
    """Names and values in turn: the schema version, then every feature that is not missing.

    The event time is not among them: the script that compares it also writes it.

    Raises:
        UnstorableValueError: naming the feature, if its name is taken or its type unknown.
    """
    fields = [SCHEMA_VERSION_FIELD, str(update.schema_version)]
    add = fields.append
    for name, value in update.values.items():
        if value is None:
            continue
        text = _TEXTS.get(type(value))
        if text is None or name in _TAKEN_NAMES:
            raise UnstorableValueError(f"{update.entity} feature {name}: {_fault(value)}")
        add(name)
        add(text(value))
    return fields


def parse_value(kind: FeatureKind, text: str) -> WrittenValue:
    """The value that `hash_fields` wrote.

    Raises:
        ValueError: if the text is not of this kind.
    """
    return _READERS[kind](text)


def _bool(text: str) -> bool:
    if text not in _BOOLS:
        raise ValueError("expected 0 or 1")
    return _BOOLS[text]


def _list(text: str) -> tuple[str | int | float | bool, ...]:
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, list) or not all(isinstance(one, _OF_LISTS) for one in found):
        raise ValueError("expected a list of texts and numbers")
    return tuple(found)


_READERS: Final[dict[FeatureKind, Callable[[str], WrittenValue]]] = {
    "int": int,
    "float": float,
    "bool": _bool,
    "text": str,
    "list": _list,
}


def _fault(value: object) -> str:
    if type(value) in _TEXTS:
        return "the name is taken"
    return f"a {type(value).__name__}; expected int, float, bool, text or list"
