"""What the decisions mean in money: exact sums in minor units, one per currency.

::

              blocked           flagged                 allowed
    fraud     saved             saved if review does    missed
    genuine   turned away       held up for review      as it should be
    young     the same three, the truth not yet known

No share of what review recovers is assumed: what is blocked is the least that is saved, what is
blocked or flagged the most. Amounts of different currencies are never added.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backtest.decide import ALLOW, BLOCK, FLAG
from backtest.history import History
from trainset.table import Ints

_LOW_BITS: Final = 32


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of payments and their amounts together, in minor units."""

    payments: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Money:
    """The payments of one currency by truth and action; every payment is in one tally.

    Attributes:
        currency: ISO 4217 code, whose minor units the amounts are in.
        fraud_blocked: saved.
        fraud_flagged: sent to review in time.
        fraud_allowed: missed.
        genuine_blocked: good customers turned away.
        genuine_flagged: good customers held up by a review.
        genuine_allowed: the ordinary case.
        young_blocked: too young for the truth to be known, as are the next two.
        young_flagged: see `young_blocked`.
        young_allowed: see `young_blocked`.
    """

    currency: str
    fraud_blocked: Tally
    fraud_flagged: Tally
    fraud_allowed: Tally
    genuine_blocked: Tally
    genuine_flagged: Tally
    genuine_allowed: Tally
    young_blocked: Tally
    young_flagged: Tally
    young_allowed: Tally

    @property
    def fraud_minor(self) -> int:
        """Amount of all frauds."""
        tallies = (self.fraud_blocked, self.fraud_flagged, self.fraud_allowed)
        return sum(tally.amount_minor for tally in tallies)


def money(action: NDArray[np.int8], history: History) -> tuple[Money, ...]:
    """The money of each currency, the one with the most payments first.

    Args:
        action: (n,) code of each payment's action.
        history: the payments.
    """
    truth, amounts = history.truth, history.amount_minor
    names, codes = np.unique(history.currency.astype(str), return_inverse=True)
    order = np.argsort(-np.bincount(codes, minlength=names.size), kind="stable")
    kinds = (truth.counted_fraud, truth.counted_genuine, ~truth.counted)
    found = []
    for code in order.tolist():
        tallies = [
            tally(amounts, (codes == code) & kind & (action == taken))
            for kind in kinds
            for taken in (BLOCK, FLAG, ALLOW)
        ]
        found.append(Money(str(names[code]), *tallies))
    return tuple(found)


def tally(amount_minor: Ints, mask: NDArray[np.bool_]) -> Tally:
    """Number and exact amount of the payments of `mask`."""
    return Tally(int(mask.sum()), exact_sum(amount_minor[mask]))


def exact_sum(amounts: Ints) -> int:
    """The sum as a Python integer: amounts of up to 10^12 may together exceed 64 bits."""
    high, low = amounts >> _LOW_BITS, amounts & ((1 << _LOW_BITS) - 1)
    return (int(high.sum()) << _LOW_BITS) + int(low.sum())
