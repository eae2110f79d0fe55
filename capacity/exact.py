"""Decimal arithmetic of the plan: what is rounded is rounded up, so that no sum is short."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

_THOUSANDTH: Final = Decimal("0.001")
_CENT: Final = Decimal("0.01")


def rounded_up(value: Decimal) -> int:
    """The least integer that is not below `value`."""
    return int(value.to_integral_value(ROUND_CEILING))


def quantity(value: Decimal | int) -> Decimal:
    """`value` rounded up to thousandths, as it is shown and priced."""
    return Decimal(value).quantize(_THOUSANDTH, ROUND_CEILING)


def cents(usd: Decimal) -> Decimal:
    """`usd` rounded to cents: the amounts that are shown are the ones that are added up."""
    return usd.quantize(_CENT, ROUND_HALF_UP)
