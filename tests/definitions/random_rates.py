"""Random tables of exchange rates: gaps, changes in the middle of a stream, halves to round."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from tests.definitions.values import CURRENCIES, START_MS

_RATES: Final = ("1", "0.5", "0.005", "0.125", "0.00617", "3.03951", "0.333333333333333333")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def random_rates(random: Random, base_currency: str) -> str:
    """A file of rates with one for the base currency, and for most others."""
    lines = ["currency,rate,valid_from", "# made at random"]
    unit = random.choice((base_currency, "EUR", None))
    for currency in CURRENCIES:
        if currency == unit:
            lines.append(f"{currency},1,2000-01-01")
        elif currency == base_currency or random.random() < 0.8:
            lines += _steps(random, currency)
    return "\n".join(lines) + "\n"


def _steps(random: Random, currency: str) -> list[str]:
    """Rates of one currency, the first of them mostly in force before the stream begins."""
    days = [random.choice((-200, -1, 0, 3)), *random.sample(range(4, 90), random.randint(0, 3))]
    return [f"{currency},{random.choice(_RATES)},{_time(day)}" for day in days]


def _time(day: int) -> str:
    time = _EPOCH + timedelta(milliseconds=START_MS, days=day)
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"
