"""Names that processors, shops and data sets give to the columns that a record has."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "transaction_id": (
        *("transactionid", "paymentid", "chargeid", "pspreference", "txid", "transactionreference"),
        *("transaction", "reference", "id"),
    ),
    "card_id": (
        *("cardid", "cardtoken", "cardfingerprint", "cardalias", "token", "shopperreference"),
        *("card", "customerid", "customer"),
    ),
    "merchant_id": (
        *("merchantid", "merchantaccount", "merchant", "mid", "terminalid", "terminal"),
        *("storeid", "store", "shop"),
    ),
    "amount": (
        *("amount", "transactionamount", "txamount", "grossamount", "gross"),
        *("value", "amt", "betrag"),
    ),
    "amount_minor": ("amountminor", "amountcents", "amountinminorunits"),
    "currency": ("currency", "currencycode", "paymentcurrency", "transactioncurrency"),
    "country": ("country", "countrycode", "merchantcountry", "shoppercountry"),
    "channel": ("channel", "shopperinteraction", "entrymode"),
    "event_time": (
        *("eventtime", "createddateutc", "createdutc", "created", "creationdate", "createdat"),
        *("transactiondate", "transactiontime", "txdatetime", "datetime", "timestamp"),
        *("timestampms", "date", "time", "ts", "invoicedate", "validfrom", "validfromms", "datum"),
    ),
    "device_id": ("deviceid", "device"),
    "ip": ("ip", "ipaddress", "shopperip"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "trace_id": ("traceid",),
    "event_id": ("eventid", "hitid", "id"),
    "user_id": (
        *("userid", "visitorid", "customerid", "shopperid", "accountid", "user", "visitor"),
        *("customer", "uid"),
    ),
    "session_id": ("sessionid", "usersession", "visitid", "session", "visit"),
    "item_id": (
        *("itemid", "productid", "articleid", "sku", "stockcode", "aid", "asin", "item"),
        *("product", "article", "id"),
    ),
    "event_type": ("eventtype", "eventname", "event", "action", "behavior", "type"),
    "category": ("category", "categoryid", "categorycode", "department", "dept"),
    "price": ("price", "unitprice", "itemprice", "amount"),
    "price_minor": ("priceminor", "pricecents"),
    "available": ("available", "availability", "instock", "stockstatus"),
    "is_fraud": ("isfraud", "fraud", "txfraud", "fraudulent"),
}
"""By target, letters and digits of the names in lower case, the clearest first."""

_OTHER: Final = re.compile(r"[^a-z0-9]")


def columns_for(target: str, names: Sequence[str]) -> list[str]:
    """Those of `names` that the clearest name of `target` fits; several if it fits several."""
    for known in _NAMES.get(target, ()):
        found = [name for name in names if _plain(name) == known]
        if found:
            return found
    return []


def named_like(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """The columns whose name is one of `known`, letters and digits only."""
    return [name for name in names if _plain(name) in known]


def _plain(name: str) -> str:
    return _OTHER.sub("", name.lower())
