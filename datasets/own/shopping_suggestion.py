"""A mapping file for shopping events, and a catalogue, that nobody has described."""

from collections.abc import Mapping
from typing import Final, get_args

from datasets.own.column_names import columns_for
from datasets.own.sample import Sample
from datasets.own.shopping import EVENTS, ITEMS
from datasets.own.suggestion import Suggestion
from events.recommendations.shopping_event import EventType

_MEANT: Final[dict[EventType, tuple[str, ...]]] = {
    "view": (
        *("views", "click", "clicks", "pageview", "page_view", "product_view", "view_item"),
        *("viewed", "detail", "visit"),
    ),
    "cart": (
        *("carts", "addtocart", "add_to_cart", "add to cart", "basket", "add_to_basket"),
        *("added to cart",),
    ),
    "purchase": (
        *("purchases", "purchased", "order", "orders", "transaction", "buy", "bought", "sale"),
        *("conversion",),
    ),
    "impression": ("impressions", "shown", "view_item_list", "served"),
    "hide": ("hidden", "dislike", "not_interested", "not interested"),
}
_TYPES: Final = {text: kind for kind, texts in _MEANT.items() for text in (kind, *texts)}
_YES: Final = ("true", "yes", "y", "in stock", "instock", "in_stock", "available", "active")
_NO: Final = (
    *("false", "no", "n", "out of stock", "outofstock", "out_of_stock", "unavailable"),
    *("sold out", "inactive"),
)
_AVAILABLE: Final = {**dict.fromkeys(_YES, "true"), **dict.fromkeys(_NO, "false")}
_READS: Final = "revstream inspect --system recommendations"
_READ: Final = ("true", "false", "0", "1", "True", "False")


def shopping_suggestion(
    events: Sample,
    items: Sample | None,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    now_ms: int,
) -> Suggestion:
    """The mapping of a file of events and of a catalogue, if there is one.

    Args:
        events: first rows of the events.
        items: the same of the catalogue, None without one.
        columns: column by target that are known of the events.
        constants: value by target that are known of them.
        now_ms: no time is later.
    """
    made = Suggestion(EVENTS, events, dict(columns), dict(constants), _READS)
    for target in ("event_id", "user_id", "session_id", "category", "trace_id"):
        made.choose(target, required=False)
    if not {"user_id", "session_id"} & set(made.columns):
        made.undecided.append("columns: user_id or session_id: no column looks like one of them")
    made.choose("item_id", required=True)
    if "event_type" not in constants:
        made.choose("event_type", required=True)
    made.suggest_values("event_type", _TYPES, get_args(EventType), "type (or left_out)")
    made.suggest_time(now_ms)
    _suggest_price(made)
    if items is not None:
        catalogue = _catalogue(items, now_ms)
        made.entries["items"] = catalogue.entries
        made.undecided += [f"items: {line}" for line in catalogue.undecided]
    return made


def _catalogue(sample: Sample, now_ms: int) -> Suggestion:
    made = Suggestion(ITEMS, sample, {}, {})
    made.choose("item_id", required=True)
    made.choose("category", required=False)
    made.choose("available", required=False)
    made.suggest_values("available", _AVAILABLE, _READ, "meaning")
    made.suggest_time(now_ms)
    _suggest_price(made)
    return made


def _suggest_price(made: Suggestion) -> None:
    """Find price and currency, which only go together."""
    names = list(made.sample.columns)
    minor, major = made.layout.amount
    known = {minor, major} & set(made.columns)
    if not known and not any(columns_for(target, names) for target in (minor, major)):
        return
    if "currency" not in made.constants:
        made.choose("currency", required=True)
    made.suggest_currency()
    made.suggest_amount(required=False)
