"""A feature as JSON: what is said of it and how it is computed."""

from typing import Final

from events.shared.durations import duration_text
from features.shared.definitions.model import Aggregate, Derived, Feature

_SAID: Final = (
    "name",
    "scope",
    "kind",
    "nullable",
    "window_ms",
    "fields",
    "description",
    "least",
    "most",
    "reason",
    "written",
)


def told(feature: Feature) -> dict[str, object]:
    """What JSON has of the feature."""
    said = {name: getattr(feature, name) for name in _SAID}
    return {**said, "computed": computed(feature.source)}


def computed(source: Aggregate | Derived) -> dict[str, object]:
    """How it is computed, in the words of the file."""
    if isinstance(source, Derived):
        missing = {} if source.if_missing is None else {"missing": source.if_missing}
        return {"value": source.expression.text, **missing}
    return {source.kind: _taken(source), **_beside(source)}


def _taken(source: Aggregate) -> object:
    if source.share_of is not None:
        return source.share_of.text
    if source.weight:
        return {"prior": source.prior, "weight": source.weight}
    return source.own or source.field


def _beside(source: Aggregate) -> dict[str, object]:
    delay = source.delay_ms
    length = "half_life" if source.half_life_ms else "over"
    length_ms = source.half_life_ms or source.window_ms
    said: dict[str, object] = {
        "where": None if source.where is None else source.where.text,
        "field": source.field if source.own else None,
        "parameters": dict(source.parameters),
        length: duration_text(length_ms) if length_ms else None,
        "delay": delay if isinstance(delay, str) else duration_text(delay) if delay else None,
        "without_this": not source.with_this,
        "n": source.last_n,
    }
    return {name: value for name, value in said.items() if value}
