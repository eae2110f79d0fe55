"""From columns to payments: ids, codes, positions, and the truth about each."""

from typing import Final

import numpy as np
from msgspec import Struct

from events.payment import Payment
from simulator.cities import CITIES
from simulator.fraud.campaigns import PATTERN_NAMES
from simulator.merchants import CHANNELS
from simulator.population import Population
from simulator.table import Floats, PaymentTable

_TRANSACTION_ID_BYTES: Final = 10
_TRACE_ID_BYTES: Final = 16


class SimulatedPayment(Struct, frozen=True, gc=False):
    """A payment and the truth about it.

    Attributes:
        payment: as the sender made it.
        is_fraud: whether it is fraudulent.
        pattern: name of the fraud pattern, None for a genuine payment.
    """

    payment: Payment
    is_fraud: bool
    pattern: str | None


def emit(
    rng: np.random.Generator, table: PaymentTable, population: Population
) -> list[SimulatedPayment]:
    """The rows of `table` as payments, in their order; the ids are drawn from `rng`."""
    cards, merchants = population.cards, population.merchants
    currencies = [CITIES[city].currency for city in cards.city.tolist()]
    countries = [CITIES[city].country for city in merchants.city.tolist()]
    channels = [CHANNELS[channel] for channel in merchants.channel.tolist()]
    transactions = _hex_ids(rng, len(table), _TRANSACTION_ID_BYTES)
    traces = _hex_ids(rng, len(table), _TRACE_ID_BYTES)
    payer, payee, device = table.card.tolist(), table.merchant.tolist(), table.device.tolist()
    payments = map(
        Payment,
        [f"tx-{digits}" for digits in transactions],
        [f"card-{card:06d}" for card in payer],
        [f"merchant-{merchant:05d}" for merchant in payee],
        table.amount_minor.tolist(),
        [currencies[card] for card in payer],
        [countries[merchant] for merchant in payee],
        [channels[merchant] for merchant in payee],
        table.time_ms.tolist(),
        [None if number < 0 else f"device-{number:07d}" for number in device],
        [None if number < 0 else _address(number) for number in device],
        _degrees(table.latitude),
        _degrees(table.longitude),
        traces,
    )
    patterns = [PATTERN_NAMES[number] if number >= 0 else None for number in table.pattern.tolist()]
    return [
        SimulatedPayment(payment, pattern is not None, pattern)
        for payment, pattern in zip(payments, patterns, strict=True)
    ]


def _hex_ids(rng: np.random.Generator, count: int, width_bytes: int) -> list[str]:
    digits, width = rng.bytes(count * width_bytes).hex(), 2 * width_bytes
    return [digits[start : start + width] for start in range(0, len(digits), width)]


def _degrees(values: Floats) -> list[float | None]:
    """Rounded to 5 decimals (about a metre), None for NaN."""
    rounded = np.round(values, 5).astype(object)
    rounded[np.isnan(values)] = None
    return list(rounded)


def _address(device: int) -> str:
    """An address of the block that RFC 2544 reserves for tests."""
    return f"198.{18 + (device >> 16 & 1)}.{device >> 8 & 255}.{device & 255}"
