"""Amounts in the base currency for payments that were read by columns, as the job compares them."""

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
    amounts = _amounts(table, terms)
    lacks: Counter[str] = Counter()
    if terms.takes_no_other and amounts.null_count:
        kept = amounts.is_valid()
        currencies = table["currency"].filter(pc.invert(kept)).to_pylist()
        lacks.update(f"no rate of {currency}" for currency in currencies)
        if not keeps_all:
            table, amounts = table.filter(kept), amounts.filter(kept)
    return table.append_column(BASE_AMOUNT, amounts), lacks


def _amounts(table: Any, terms: MoneyTerms) -> Any:  # noqa: ANN401 - pyarrow
    """(rows,) in the base currency; those that are in it already are what they are."""
    given = table["amount_minor"].to_numpy()
    is_base = pc.equal(table["currency"], terms.base_currency).to_numpy()
    others = np.flatnonzero(~is_base)
    amounts = BaseAmounts(terms)
    payments = zip(*(table[name].take(pa.array(others)).to_pylist() for name in _READ), strict=True)
    found = [amounts.amount(*payment) for payment in payments]
    lacking = np.zeros(given.size, dtype=np.bool_)
    lacking[others] = [amount is None for amount in found]
    made = given.astype(np.int64)
    made[others] = [0 if amount is None else amount for amount in found]
    return pa.array(made, mask=lacking)


def lack_note(lacks: Counter[str]) -> str:
    """What a note says of the payments that were left out."""
    causes = ", ".join(f"{count:,} x {cause}" for cause, count in lacks.most_common())
    return (
        f"{lacks.total():,} payments without an amount in the base currency are left out; the job"
        f" sends them to the dead letters: {causes}."
    )
