"""Amounts in the base currency for payments that were read by columns, as the job compares them."""

from collections import Counter
from typing import Any

import pyarrow as pa

from datasets.payment_columns import BASE_AMOUNT
from events.shared.money.base_amounts import BaseAmounts, MoneyTerms

_READ = ("amount_minor", "currency", "event_time_ms")


def compared(
    table: Any,  # noqa: ANN401 - a pyarrow table
    terms: MoneyTerms | None,
    *,
    keeps_all: bool = False,
) -> tuple[Any, Counter[str]]:
    """`table` with the column `BASE_AMOUNT`, without the payments that are dead letters in the job.

    Args:
        table: columns of payments.
        terms: how amounts are compared; None where nothing compares them.
        keeps_all: whether those payments stay, without an amount: in the job their times count.

    Returns:
        The table, and by the reason how many payments are dead letters.
    """
    if terms is None:
        return table, Counter()
    amounts = BaseAmounts(terms)
    payments = list(zip(*(table[name].to_pylist() for name in _READ), strict=True))
    found = [amounts.amount(*payment) for payment in payments]
    lacks: Counter[str] = Counter()
    if terms.takes_no_other and None in found:
        kept = [amount is not None for amount in found]
        lacks.update(
            f"no rate of {currency}"
            for (_, currency, _), keep in zip(payments, kept, strict=True)
            if not keep
        )
        if not keeps_all:
            table = table.filter(pa.array(kept))
            found = [amount for amount in found if amount is not None]
    return table.append_column(BASE_AMOUNT, pa.array(found, type=pa.int64())), lacks


def lack_note(lacks: Counter[str]) -> str:
    """What a note says of the payments that were left out."""
    causes = ", ".join(f"{count:,} x {cause}" for cause, count in lacks.most_common())
    return (
        f"{lacks.total():,} payments without an amount in the base currency are left out; the job"
        f" sends them to the dead letters: {causes}."
    )
