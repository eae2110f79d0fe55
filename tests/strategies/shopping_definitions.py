"""Hypothesis strategy for definition files of shopping: the shipped ones and random features."""

from typing import Any, Final

import yaml
from hypothesis import strategies as st

_ENTITIES: Final = {
    "visit": "session_id",
    "shelf": "category",
    "visit_item": ["shopper_id", "item_id"],
}
_SCOPES: Final = ("item", "shopper", "shopper_category", *_ENTITIES)
_WINDOWS: Final = ("1m", "10m", "1h", "24h", "7d")
_CONDITIONS: Final = (
    'event_type == "view"',
    'event_type in ("cart", "purchase")',
    'category == "shoes"',
    "price_base_minor > 50",
)
_OWN_FIELDS: Final = {"brand": {"type": "text"}, "size": {"type": "integer"}}
_OWN_CONDITIONS: Final = ('brand == "acme"', "size > 3", "is_missing(brand) or size < 7")
_OF_NUMBERS: Final = ("sum", "mean", "min", "max", "standard_deviation")
_OF_VALUES: Final = ("distinct", "changed", "seen_before", "first_time", "last_value")
_OF_NOTHING: Final = ("count", "seconds_since_last", "seconds_since_first")
_TEXTS: Final = ("item_id", "event_type", "category", "currency")


@st.composite
def _feature(draw: st.DrawFn, number: int, *, own: bool) -> dict[str, Any]:
    conditions = (*_CONDITIONS, *_OWN_CONDITIONS) if own else _CONDITIONS
    numbers = ("price_base_minor", "size") if own else ("price_base_minor",)
    texts = (*_TEXTS, "brand") if own else _TEXTS
    scope = draw(st.sampled_from(_SCOPES))
    # A card has the features whose names begin with that of the item.
    feature: dict[str, Any] = {
        "name": f"{'item' if scope == 'item' else 'other'}_{number}",
        "of": scope,
        "description": "Drawn.",
    }
    source = draw(st.sampled_from((*_OF_NUMBERS, *_OF_VALUES, *_OF_NOTHING, "share", "decay")))
    if source == "share":
        feature["share"] = draw(st.sampled_from(conditions))
    elif source == "decay":
        feature["decayed_count"] = None
        feature["half_life"] = draw(st.sampled_from(_WINDOWS))
    elif source in _OF_NUMBERS:
        feature[source] = draw(st.sampled_from(numbers))
    else:
        feature[source] = draw(st.sampled_from(texts)) if source in _OF_VALUES else None
    if source != "decay":
        feature["over"] = draw(st.sampled_from(_WINDOWS))
    if source != "share" and draw(st.booleans()):
        feature["where"] = draw(st.sampled_from(conditions))
    return feature


@st.composite
def _file(draw: st.DrawFn) -> str:
    count = draw(st.integers(1, 8))
    own = draw(st.booleans())
    features = [draw(_feature(number, own=own)) for number in range(count)]
    used = {feature["of"] for feature in features}
    entities = {name: key for name, key in _ENTITIES.items() if name in used}
    file = {"version": 1, "extends": "shipped", "entities": entities, "features": features}
    if own:
        file["fields"] = _OWN_FIELDS
    return yaml.safe_dump({key: value for key, value in file.items() if value}, sort_keys=False)


SHOPPING_FILES: Final = _file()
"""Texts of files."""
