"""What an event and the catalogue say of an item: its category and its price."""

from typing import Annotated, Final

from msgspec import Meta

from events.shared.field_faults import unknown_code
from events.shared.identifiers import text_pattern
from events.shared.iso_codes import CURRENCIES
from events.shared.money.amount_comparison import AmountField
from events.shared.rejected import Fault

MAX_CATEGORY_LENGTH: Final = 64

Category = Annotated[
    str,
    Meta(min_length=1, max_length=MAX_CATEGORY_LENGTH, pattern=text_pattern(MAX_CATEGORY_LENGTH)),
]

PRICE: Final = AmountField(given="price_minor", base="price_base_minor")
"""Where an event and an item of the catalogue have their price."""


def price_fault(price_minor: int | None, currency: str | None) -> Fault | None:
    """What is wrong with a price: half of it is missing, or its currency is none."""
    if (price_minor is None) != (currency is None):
        absent = "currency" if currency is None else "price_minor"
        return Fault(
            "incomplete_price",
            absent,
            f"{absent}: missing, price_minor and currency are expected together",
        )
    if currency is not None and currency not in CURRENCIES:
        return unknown_code("unknown_currency", "currency", currency, "ISO 4217")
    return None
