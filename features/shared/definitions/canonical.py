"""What a definition file says, in one way of writing: two files that mean the same are equal."""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from hashlib import sha256
from typing import Any, Final

from features.shared.definitions.model import Definitions
from features.shared.language.expression import Expression

_PLACES: Final = frozenset(("path", "text", "sha256", "line"))
_OF_THE_STATE: Final = frozenset(("remembered",))
"""What says nothing of what is computed, only of what a running job has for it."""
_FOR_PEOPLE: Final = frozenset(("description",))
_WORKED_OUT: Final = frozenset(("nullable", "least", "most", "window_ms", "fields"))
"""Of a feature: what follows from the rest, or is only claimed of its values."""


def meaning_sha256(definitions: Definitions) -> str:
    """Fingerprint of what is computed and carried; layout, comments and descriptions do not count.

    Windows that are listed count as the features that they make, in their order. What has its
    default value counts as not said, so that a release that adds a key changes no fingerprint.
    """
    said = _said(definitions, _PLACES | _FOR_PEOPLE | _OF_THE_STATE)
    said["features"] = [
        _said(feature, _PLACES | _FOR_PEOPLE | _WORKED_OUT) for feature in definitions.features
    ]
    canonical = json.dumps(said, separators=(",", ":"), sort_keys=True)
    return sha256(canonical.encode()).hexdigest()


def _said(value: Any, without: frozenset[str]) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return {
        field.name: plain(getattr(value, field.name))
        for field in fields(value)
        if field.name not in without and getattr(value, field.name) != _default(field)
    }


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


def plain(value: object) -> Any:  # noqa: ANN401 - what JSON takes
    """What a value of the definitions says, as JSON takes it; what has its default is not said."""
    if isinstance(value, Expression):
        return value.text
    if is_dataclass(value) and not isinstance(value, type):
        return _said(value, _FOR_PEOPLE)
    return [plain(one) for one in value] if isinstance(value, tuple) else value
