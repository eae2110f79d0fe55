"""A monthly bill: lines of quantity times unit price, and their sums, which add up to the cent."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from capacity.exact import cents, quantity
from capacity.prices import Price

Part = Literal[
    "streams", "processing", "store", "network", "keys", "bucket", "monitoring", "serving"
]


@dataclass(frozen=True)
class BillLine:
    """One line; the amount is its quantity, as shown, times its price, rounded to cents.

    Attributes:
        part: what it belongs to.
        item: what is billed.
        quantity: how many units, rounded up to thousandths.
        price: of one unit.
    """

    part: Part
    item: str
    quantity: Decimal
    price: Price

    @property
    def amount_usd(self) -> Decimal:
        """What it costs."""
        return cents(self.quantity * self.price.usd)


@dataclass(frozen=True)
class Bill:
    """The bill of one stack for one month."""

    lines: tuple[BillLine, ...]

    @property
    def total_usd(self) -> Decimal:
        """The sum of all lines."""
        return _sum(self.lines)

    @property
    def assumed_usd(self) -> Decimal:
        """What of it comes from prices that no source gives as such."""
        return _sum(line for line in self.lines if line.price.assumed)

    def of(self, part: Part) -> Decimal:
        """The sum of the lines of `part`."""
        return _sum(line for line in self.lines if line.part == part)

    def by_part(self) -> dict[Part, Decimal]:
        """The sum of each part that has lines, in their order."""
        parts = dict.fromkeys(line.part for line in self.lines)
        return {part: self.of(part) for part in parts}


def line(part: Part, item: str, units: Decimal | int, price: Price) -> BillLine:
    """A line of `units`, rounded up to thousandths."""
    return BillLine(part, item, quantity(units), price)


def _sum(lines: Iterable[BillLine]) -> Decimal:
    return sum((line.amount_usd for line in lines), cents(Decimal(0)))
