"""Detection and false positives, every share with its two numbers.

::

                     stopped   let through
    fraud              a           b          detection                   a / (a + b)
    genuine            c           d          false positives, of genuine c / (c + d)
                                              false positives, of stopped c / (a + c)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backtest.history import History
from backtest.money import exact_sum


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, numbers of payments or amounts in minor units."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where there is nothing to have a share of."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Rates:
    """How good it is to stop some payments, over those whose truth is known.

    Attributes:
        detection: of the frauds, those stopped.
        detection_value: of the amount of the frauds in the main currency, that stopped.
        false_positives_of_genuine: of the genuine payments, those stopped.
        false_positives_of_stopped: of the stopped payments, the genuine ones.
    """

    detection: Share
    detection_value: Share
    false_positives_of_genuine: Share
    false_positives_of_stopped: Share


def rates(stopped: NDArray[np.bool_], history: History) -> Rates:
    """The rates of stopping the payments of `stopped`, one value a payment of the history."""
    truth, amounts, main = history.truth, history.amount_minor, history.main
    fraud, genuine = truth.counted_fraud, truth.counted_genuine
    caught, wronged = int((stopped & fraud).sum()), int((stopped & genuine).sum())
    return Rates(
        detection=Share(caught, int(fraud.sum())),
        detection_value=Share(
            exact_sum(amounts[stopped & fraud & main]), exact_sum(amounts[fraud & main])
        ),
        false_positives_of_genuine=Share(wronged, int(genuine.sum())),
        false_positives_of_stopped=Share(wronged, caught + wronged),
    )
