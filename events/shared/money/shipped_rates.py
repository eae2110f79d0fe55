"""The rates that come with the package: illustrative, and said to be so wherever they are used."""

from functools import cache
from pathlib import Path
from typing import Final

from events.shared.money.rate_table import RateTable
from events.shared.money.rates_file import parse_rates

SHIPPED_RATES_FILE: Final = Path(__file__).with_name("illustrative-rates-2026-11.csv")

SHIPPED_RATES_NOTE: Final = (
    "amounts of other currencies are compared by the shipped rates of 2026-11, which are"
    " illustrative and not for production accounting: money.rates names a file of your own"
)
"""For a run, once, that uses them."""


@cache
def shipped_rates() -> RateTable:
    """One rate of every currency that a payment may have, for all times since the year 2000."""
    name = f"events/shared/money/{SHIPPED_RATES_FILE.name}"
    return parse_rates(SHIPPED_RATES_FILE.read_text(encoding="utf-8"), name)
