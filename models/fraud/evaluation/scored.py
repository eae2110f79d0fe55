"""The payments of a test set with the scores that one model gave them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ScoredPayments:
    """Test payments, an entry of every (n,) array each.

    Attributes:
        score: probability of fraud, or whatever ranks.
        fraud: truth.
        card: code of the card.
        day: number of the test day, from 0.
        days: how many test days there are.
        amount_minor: in minor units of the payment's own currency.
        valued: whether the amount is in the currency that values are summed in.
    """

    score: NDArray[np.float64]
    fraud: NDArray[np.bool_]
    card: NDArray[np.int64]
    day: NDArray[np.int64]
    days: int
    amount_minor: NDArray[np.int64]
    valued: NDArray[np.bool_]
