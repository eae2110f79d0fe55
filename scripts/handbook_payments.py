"""Writes half a year of payments after a recipe of the literature, as a file with columns.

The recipe is that of Le Borgne et al., "Reproducible machine learning for credit card fraud
detection" (2022), section "Transaction data simulator": customers pay at terminals near them, and

::

    amounts above 220                                               are frauds
    a day, 2 terminals are compromised for 28 days: all payments    are frauds
    a day, 3 customers for 14 days: a third of their payments       are frauds, of 5 times the size

The code is our own. The same seed and version of NumPy give the same bytes.

    python -m scripts.handbook_payments --seed 1 transactions.csv
"""

import argparse
import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

START: Final = datetime(2018, 4, 1, tzinfo=UTC)
COLUMNS: Final = (
    "TRANSACTION_ID",
    "TX_DATETIME",
    "CUSTOMER_ID",
    "TERMINAL_ID",
    "TX_AMOUNT",
    "TX_FRAUD",
)

_DAY_S: Final = 86_400
_SIDE: Final = 100.0
_NEAR: Final = 5.0
_LARGE: Final = 220
_TERMINALS_A_DAY, _TERMINAL_DAYS = 2, 28
_CUSTOMERS_A_DAY, _CUSTOMER_DAYS = 3, 14
_OF_CUSTOMER: Final = 3
_TIMES: Final = 5
_SMALLEST: Final = 0.01


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated; the defaults are those of the recipe."""

    customers: int = 5_000
    terminals: int = 10_000
    days: int = 183


@dataclass(frozen=True, slots=True)
class HandbookPayments:
    """Payments in order of time.

    Attributes:
        second: from `START` on.
        day: the same in days.
        customer: number of the customer.
        terminal: number of the terminal.
        amount: with two decimals.
        fraud: whether it is one.
    """

    second: Ints
    day: Ints
    customer: Ints
    terminal: Ints
    amount: Floats
    fraud: NDArray[np.bool_]


def handbook_payments(seed: int, size: Size) -> HandbookPayments:
    """The payments of a seed."""
    rng = np.random.default_rng(seed)
    second, customer, terminal, amount = _genuine(rng, size)
    day = second // _DAY_S
    fraud = amount > _LARGE
    for start in range(size.days - 1):
        bad = rng.choice(size.terminals, _TERMINALS_A_DAY, replace=False)
        fraud |= _within(day, start, _TERMINAL_DAYS) & np.isin(terminal, bad)
    for start in range(size.days - 1):
        bad = rng.choice(size.customers, _CUSTOMERS_A_DAY, replace=False)
        theirs = _within(day, start, _CUSTOMER_DAYS) & np.isin(customer, bad)
        rows = np.flatnonzero(theirs)
        rows = rng.choice(rows, rows.size // _OF_CUSTOMER, replace=False)
        amount[rows] *= _TIMES
        fraud[rows] = True
    amount = np.round(amount, 2)
    kept = amount >= _SMALLEST
    return HandbookPayments(
        second[kept], day[kept], customer[kept], terminal[kept], amount[kept], fraud[kept]
    )


def _within(day: Ints, start: int, days: int) -> NDArray[np.bool_]:
    return (day >= start) & (day < start + days)


def _genuine(rng: np.random.Generator, size: Size) -> tuple[Ints, Ints, Ints, Floats]:
    """Second, customer, terminal and amount of every payment, in order of time."""
    customer_at = rng.uniform(0, _SIDE, (2, size.customers))
    mean = rng.uniform(5, 100, size.customers)
    a_day = rng.uniform(0, 4, size.customers)
    terminal_at = rng.uniform(0, _SIDE, (2, size.terminals))
    parts = []
    for customer in range(size.customers):
        distance = ((customer_at[:, [customer]] - terminal_at) ** 2).sum(axis=0)
        near = np.flatnonzero(distance < _NEAR**2)
        counts = rng.poisson(a_day[customer], size.days)
        if near.size and counts.any():
            parts.append(_of_customer(rng, customer, near, counts, mean[customer]))
    together = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(together[0], kind="stable")
    second, customers, terminal, amount = (column[order] for column in together)
    return second, customers, terminal, amount


def _of_customer(
    rng: np.random.Generator, customer: int, near: Ints, counts: Ints, mean: float
) -> tuple[Ints, Ints, Ints, Floats]:
    """The payments of one customer, day by day."""
    payments = int(counts.sum())
    day = np.repeat(np.arange(counts.size), counts)
    of_day = rng.normal(43_200, 20_000, payments).astype(np.int64)
    amount = rng.normal(mean, mean / 2, payments)
    instead = rng.uniform(0, 2 * mean, payments)
    amount = np.round(np.where(amount < 0, instead, amount), 2)
    terminal = rng.choice(near, payments)
    kept = (of_day > 0) & (of_day < _DAY_S)
    customers = np.full(payments, customer)
    return (day * _DAY_S + of_day)[kept], customers[kept], terminal[kept], amount[kept]


def write(payments: HandbookPayments, path: Path) -> None:
    """Writes them as a CSV file with `COLUMNS`."""
    columns = (payments.second, payments.customer, payments.terminal)
    rows = zip(
        *(column.tolist() for column in columns), payments.amount, payments.fraud, strict=True
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, (second, customer, terminal, amount, fraud) in enumerate(rows):
            time = f"{START + timedelta(seconds=second):%Y-%m-%d %H:%M:%S}"
            writer.writerow((number, time, customer, terminal, f"{amount:.2f}", int(fraud)))


def main() -> None:
    """Simulates and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("output", type=Path, help="CSV file to write.")
    asked = parser.parse_args()
    write(handbook_payments(asked.seed, Size()), asked.output)


if __name__ == "__main__":
    main()
