"""The entry ``money``: how amounts of different currencies are compared."""

from typing import Final

import yaml

from events.shared.iso_codes import CURRENCIES
from features.shared.definitions.entries.windows import duration_of
from features.shared.definitions.model import Money
from features.shared.definitions.money_terms import ONE_CURRENCY, SHIPPED
from features.shared.language.fields import FieldReader
from features.shared.language.node_words import shown
from features.shared.language.possible_values import CURRENCY_VALUES

_KEYS: Final = ("base_currency", "rates", "missing_rate", "max_age")
_LONGEST_PATH: Final = 400


def read_money(node: yaml.Node | None, reader: FieldReader) -> Money:
    """Read the entry; what it does not say, or says wrongly, is as by default."""
    default = Money()
    if node is None:
        return default
    fields = reader.fields(node, "money", (), _KEYS)
    currency = reader.text(fields, "base_currency", "money", _LONGEST_PATH)
    if currency is not None and currency not in CURRENCIES:
        reader.refuse(
            fields["base_currency"], f"money: base_currency {CURRENCY_VALUES.fault(currency)}"
        )
    rates = reader.text(fields, "rates", "money", _LONGEST_PATH)
    if rates is not None and not rates.isprintable():
        message = "rates must be shipped, none or the path of a file, found"
        reader.refuse(fields["rates"], f"money: {message} {shown(repr(rates))}")
        rates = None
    missing = reader.choice(fields, "missing_rate", "money", ("dead_letter", "missing"))
    age = fields.get("max_age")
    if age is not None and (rates or default.rates) in (ONE_CURRENCY, SHIPPED):
        message = "max_age is of a file of your own: the shipped rates have no age"
        reader.refuse(age, f"money: {message}, and one currency needs no rates")
    return Money(
        base_currency=currency or default.base_currency,
        rates=rates or default.rates,
        missing_rate="missing" if missing == "missing" else "dead_letter",
        max_age_ms=None if age is None else duration_of(age, "max_age", "money", reader),
    )
