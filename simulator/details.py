"""What a stream can have beside the plain one: categories, other currencies, devices in many hands.

Every detail draws from a generator of its own, so that all that it is not about stays as it is.

::

    payments of a seed --(categories)--> mcc of the merchant
                       --(currencies)--> amount and currency as the merchant bills them
                       --(devices)-----> devices that households and fraudsters share, or unknown
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from events.shared.own_fields import OwnField
from simulator.billing import billed, home_currencies
from simulator.kinds import KINDS
from simulator.population import Population
from simulator.sharing import shared_devices
from simulator.streams import stream
from simulator.table import Ints, PaymentTable

MERCHANT_CATEGORY: Final = OwnField(
    name="mcc", type="text", longest=4, carried=True, description="Merchant category code."
)

_CATEGORIES, _CURRENCIES, _DEVICES = range(1, 4)
"""Of each detail, what its generator is seeded with beside the seed."""


@dataclass(frozen=True, slots=True)
class Details:
    """Which details a stream has.

    Attributes:
        categories: payments have the own field `mcc`, the category of their merchant.
        currencies: terminals abroad and most online merchants bill in a currency of their own.
        devices: some households and fraudsters share devices, some devices are unknown.
    """

    categories: bool = False
    currencies: bool = False
    devices: bool = False


PLAIN: Final = Details()


@dataclass(frozen=True, slots=True)
class DetailedPayments:
    """Payments with their details.

    Attributes:
        table: the payments.
        currency: of each payment, index of `billing.CURRENCIES`.
        address: of each payment, number of the client's address, `NO_DEVICE` at a terminal.
        category: of each merchant, None where payments have none.
    """

    table: PaymentTable
    currency: Ints
    address: Ints
    category: tuple[str, ...] | None

    @property
    def fields(self) -> tuple[OwnField, ...]:
        """The own fields that the payments have."""
        return () if self.category is None else (MERCHANT_CATEGORY,)


def with_details(
    seed: int, table: PaymentTable, population: Population, details: Details
) -> DetailedPayments:
    """The payments of `table` with the details asked for."""
    found = DetailedPayments(table, home_currencies(population, table.card), table.device, None)
    if details.categories:
        found = replace(found, category=_categories(stream(seed, _CATEGORIES), population))
    if details.currencies:
        amount_minor, currency = billed(stream(seed, _CURRENCIES), population, table)
        table = replace(table, amount_minor=amount_minor)
        found = replace(found, table=table, currency=currency)
    if details.devices:
        device = shared_devices(stream(seed, _DEVICES), population, table)
        found = replace(found, table=replace(table, device=device))
    return found


def _categories(rng: np.random.Generator, population: Population) -> tuple[str, ...]:
    kinds = population.merchants.kind.tolist()
    draws = rng.random(len(kinds)).tolist()
    codes = [KINDS[kind].categories for kind in kinds]
    return tuple(among[int(draw * len(among))] for among, draw in zip(codes, draws, strict=True))
