"""What a definition file says, in one way of writing: two files that mean the same are equal."""

import json
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any, Final

from features.shared.definitions.model import Definitions
from features.shared.language.expression import Expression

_NOT_MEANT: Final = frozenset(("path", "text", "sha256", "line", "description", "rates_text"))
"""Where it stands, what it tells people, and the rates, which change from day to day."""


def meaning_sha256(definitions: Definitions) -> str:
    """Fingerprint of what is computed and carried; layout, comments and descriptions do not count.

    Windows that are listed count as the features that they make, in their order.
    """
    canonical = json.dumps(_plain(definitions), separators=(",", ":"), sort_keys=True)
    return sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON takes
    if isinstance(value, Expression):
        return value.text
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _plain(one) for name, one in named.items() if name not in _NOT_MEANT}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
