"""What a decision costs: money lost to fraud, customers turned away, analysts' time.

::

                 allowed                     flagged                           blocked
    fraud        amount + fee                review + the part not recovered   0
    genuine      0                           review                            friction
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SHARES: Final = ("friction_amount_share", "recovered_share")


@dataclass(frozen=True, slots=True)
class CostSettings:
    """Costs in minor units of the payments' currency; several currencies are not converted.

    Attributes:
        chargeback_fee_minor: for every fraud that goes through, beside its amount.
        review_cost_minor: an analyst's look at a flagged payment.
        recovered_share: of the amount and the fee of a flagged fraud, what the review saves.
        friction_minor: for every genuine payment blocked: support, a customer who may leave.
        friction_amount_share: of the amount of a genuine payment blocked, the margin lost with it.

    Raises:
        ValueError: a cost below 0, or a share outside 0 to 1.
    """

    chargeback_fee_minor: int = 1_500
    review_cost_minor: int = 200
    recovered_share: float = 0.9
    friction_minor: int = 1_000
    friction_amount_share: float = 0.1

    def __post_init__(self) -> None:
        """Reports all faults at once."""
        faults = list(self._faults())
        if faults:
            raise ValueError("costs: " + "; ".join(faults))

    def _faults(self) -> Iterator[str]:
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 0:
                yield f"{field.name}: {value}, expected at least 0"
            elif field.name in _SHARES and value > 1:
                yield f"{field.name}: {value}, expected at most 1"


@dataclass(frozen=True, slots=True)
class Costs:
    """(rows,) what each action would cost on each payment, minor units."""

    allow: Floats
    flag: Floats
    block: Floats


def costs_of(
    fraud: NDArray[np.bool_], amount_minor: NDArray[np.int64], settings: CostSettings
) -> Costs:
    """The costs of payments whose truth is known."""
    amount = amount_minor.astype(np.float64)
    lost = amount + settings.chargeback_fee_minor
    friction = settings.friction_minor + settings.friction_amount_share * amount
    unrecovered = (1.0 - settings.recovered_share) * lost
    return Costs(
        allow=np.where(fraud, lost, 0.0),
        flag=np.where(fraud, unrecovered, 0.0) + float(settings.review_cost_minor),
        block=np.where(fraud, 0.0, friction),
    )
