"""Shopping events and items of the catalogue, as they are read from columns of other names."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from datasets.own import codes
from datasets.own.faults import Refused
from datasets.own.layout import TIMES, Constants, Layout, Together, alike_nulls
from datasets.own.notes import Notes
from datasets.own.read_columns import Columns
from datasets.own.times import TimeReader
from datasets.shopping_columns import EVENT_COLUMNS, ITEM_COLUMNS

_NO_SHOPPER: Final = Refused("no shopper", "a user_id or a session_id expected")
_NO_CURRENCY: Final = Refused("incomplete price", "a currency expected with it")
_PRICES: Final = ("price", "price_minor")
_LATEST_MS: Final = 253_402_300_799_999
"""9999-12-31: from when on an item holds is no time of an event."""

_OF_ITEM: Final[dict[str, tuple[str, ...]]] = {
    "category": ("category",),
    "price_minor": _PRICES,
    "currency": ("currency",),
}
_SHOWN: Final = frozenset({"event_time_ms", "category", "price_minor", "currency"})


_SHOPPER: Final = ("user_id", "session_id")


def _one_is_whole(plain: Mapping[str, Any], mapped: Sequence[str]) -> bool:
    """Whether every row has one of the values anyway."""
    return any(plain[name].null_count == 0 for name in mapped if name in plain)


def _refuse_nobody(columns: Columns, constants: Constants) -> None:  # noqa: ARG001 - as of every check
    """Refuse a row of nobody."""
    given = [columns[name] for name in _SHOPPER if name in columns]
    for index, ids in enumerate(zip(*given, strict=True)):
        if all(each is None for each in ids):
            given[0][index] = _NO_SHOPPER


def _settle_prices(columns: Columns, constants: Constants) -> None:
    """Refuse a price without a currency, and take the currency off a row without a price."""
    prices = columns.get("price_minor", [])
    constant = constants.get("currency")
    currencies = columns.get("currency", [constant] * len(prices))
    if prices:
        columns["currency"] = currencies
    for index, (price, currency) in enumerate(zip(prices, currencies, strict=True)):
        if price is None and isinstance(currency, str):
            currencies[index] = None
        elif isinstance(price, int) and currency is None:
            prices[index] = _NO_CURRENCY


_PRICE: Final = Together(
    fields=("price_minor", "currency"), are_plain=alike_nulls, check=_settle_prices
)


def _price_gaps(fed: frozenset[str]) -> list[str]:
    if ("price_minor" in fed) != ("currency" in fed):
        return ["price, currency: both expected (one currency of all as --constant), or neither"]
    return []


def _event_gaps(fed: frozenset[str]) -> list[str]:
    gaps = _price_gaps(fed)
    if not fed & set(_SHOPPER):
        gaps.append("user_id, session_id: missing; give --columns user_id=COLUMN or session_id=...")
    return gaps


def _moment(value: object) -> object:
    """A time that a user gives for all rows."""
    return TimeReader("event_time", ZoneInfo("UTC"), _LATEST_MS, Notes()).iso(value)


EVENTS: Final = Layout(
    one="a shopping event",
    many="events",
    columns=EVENT_COLUMNS,
    extra={},
    targets={
        "event_id": ("event_id",),
        "user_id": ("user_id",),
        "session_id": ("session_id",),
        "item_id": ("item_id",),
        "event_type": ("event_type",),
        "event_time_ms": TIMES,
        **_OF_ITEM,
        "trace_id": ("trace_id",),
    },
    required=("item_id", "event_type", "event_time_ms"),
    optional=frozenset({*_SHOPPER, "category", *_PRICES, "currency", "trace_id"}),
    constants={"event_type": codes.event_type, "currency": codes.currency},
    amount=("price_minor", "price"),
    tokens=frozenset(_SHOPPER),
    made_id="event_id",
    shown=_SHOWN | {"event_type"},
    together=(
        Together(fields=_SHOPPER, are_plain=_one_is_whole, check=_refuse_nobody),
        _PRICE,
    ),
    absent=(*_SHOPPER, "category", "price_minor"),
    gaps=_event_gaps,
)

ITEMS: Final = Layout(
    one="an item",
    many="items",
    columns=ITEM_COLUMNS,
    extra={},
    targets={
        "item_id": ("item_id",),
        "event_time_ms": TIMES,
        **_OF_ITEM,
        "available": ("available",),
    },
    required=("item_id", "event_time_ms"),
    optional=frozenset({"category", *_PRICES, "currency", "available"}),
    constants={"event_time": _moment, "currency": codes.currency},
    amount=("price_minor", "price"),
    tokens=frozenset(),
    made_id=None,
    shown=_SHOWN | {"available"},
    together=(_PRICE,),
    absent=("category", "price_minor", "available"),
    gaps=_price_gaps,
)
