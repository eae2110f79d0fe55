"""A finished simulation by column, and its payments as they go on the wire, for any rows of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from events.fraud.payment import Payment
from events.fraud.payment_type import payment_type
from simulator.billing import CURRENCIES
from simulator.cities import CITIES
from simulator.details import DetailedPayments
from simulator.fraud.campaigns import PATTERN_NAMES
from simulator.kinds import CHANNELS
from simulator.population import Population
from simulator.table import GENUINE, Floats, Ints, PaymentTable

_TRANSACTION_ID_BYTES: Final = 10
_TRACE_ID_BYTES: Final = 16
_DEVICES: Final = 1 << 32
_SCRAMBLE: Final = 0x9E3779B1


@dataclass(frozen=True, slots=True)
class Simulation:
    """What was simulated.

    Attributes:
        detailed: the payments, in event-time order, with their details.
        population: everyone in them.
        transaction_ids: (payments, bytes) the ids, as numbers.
        trace_ids: (payments, bytes) the same for the traces.
    """

    detailed: DetailedPayments
    population: Population
    transaction_ids: NDArray[np.uint8]
    trace_ids: NDArray[np.uint8]

    @classmethod
    def of(
        cls, rng: np.random.Generator, detailed: DetailedPayments, population: Population
    ) -> "Simulation":
        """The simulation of payments in event-time order; the ids are drawn from `rng`."""
        count = len(detailed.table)
        ids = (
            np.frombuffer(rng.bytes(count * width), dtype=np.uint8).reshape(-1, width)
            for width in (_TRANSACTION_ID_BYTES, _TRACE_ID_BYTES)
        )
        return cls(detailed, population, *ids)

    @property
    def table(self) -> PaymentTable:
        """The payments by column."""
        return self.detailed.table

    def __len__(self) -> int:
        """Number of payments."""
        return len(self.table)

    @property
    def frauds(self) -> int:
        """Number of fraudulent payments."""
        return int(np.count_nonzero(self.table.pattern != GENUINE))

    def payments(self, rows: Ints) -> Iterator[Payment]:
        """The payments of some rows."""
        part, merchants = self.table.take(rows), self.population.merchants
        columns = (
            self.transactions(rows),
            self.cards(rows),
            self.merchants(rows),
            part.amount_minor.tolist(),
            [CURRENCIES[number] for number in self.detailed.currency[rows].tolist()],
            [CITIES[city].country for city in merchants.city[part.merchant].tolist()],
            [CHANNELS[index] for index in merchants.channel[part.merchant].tolist()],
            part.time_ms.tolist(),
            [None if number < 0 else _device_id(number) for number in part.device.tolist()],
            [_address(number) for number in self.detailed.address[rows].tolist()],
            _degrees(part.latitude),
            _degrees(part.longitude),
            _hex(self.trace_ids[rows]),
        )
        category = self.detailed.category
        if category is None:
            return map(Payment, *columns)
        kind: Any = payment_type(self.detailed.fields)
        codes = [category[merchant] for merchant in part.merchant.tolist()]
        return (kind(*plain, mcc=code) for *plain, code in zip(*columns, codes, strict=True))

    def transactions(self, rows: Ints) -> list[str]:
        """The transaction ids of some rows."""
        return [f"tx-{digits}" for digits in _hex(self.transaction_ids[rows])]

    def cards(self, rows: Ints) -> list[str]:
        """The card ids of some rows."""
        return [f"card-{card:06d}" for card in self.table.card[rows].tolist()]

    def merchants(self, rows: Ints) -> list[str]:
        """The merchant ids of some rows."""
        return [f"merchant-{merchant:05d}" for merchant in self.table.merchant[rows].tolist()]

    def patterns(self, rows: Ints) -> list[str | None]:
        """The fraud pattern of some rows, None for a genuine payment."""
        numbers = self.table.pattern[rows].tolist()
        return [PATTERN_NAMES[number] if number >= 0 else None for number in numbers]


def _hex(ids: NDArray[np.uint8]) -> list[str]:
    digits, width = ids.tobytes().hex(), 2 * ids.shape[1]
    return [digits[start : start + width] for start in range(0, len(digits), width)]


def _degrees(values: Floats) -> list[float | None]:
    """Rounded to 5 decimals (about a metre), None for NaN."""
    rounded = np.round(values, 5).astype(object)
    rounded[np.isnan(values)] = None
    return list(rounded)


def _scrambled(device: int) -> int:
    """A number as good as random, another one for each device: none tells who owns it."""
    return device * _SCRAMBLE % _DEVICES


def _device_id(device: int) -> str:
    return f"device-{_scrambled(device):08x}"


def _address(device: int) -> str | None:
    """An address of the block that RFC 2544 reserves for tests; None at a terminal."""
    if device < 0:
        return None
    number = _scrambled(device) >> 15
    return f"198.{18 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
