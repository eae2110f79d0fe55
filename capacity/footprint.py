"""What a payment weighs, and how fast it is decided, by one definition file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from capacity.measured import HOP_US, JOB_PAYMENTS_PER_S, MEASURED, Measured
from events.shared.time_units import SECOND_MS

_US_PER_S: Final = 1_000 * SECOND_MS
HOPS: Final = 2
"""Keys that a payment passes by the shipped definitions: the card's and the merchant's."""


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """What a payment weighs by one definition file.

    Attributes:
        definitions: path of the file, None for the shipped one.
        sizes: of records, state and hashes.
        hashes_per_card: by entity beside card and merchant, how many the store has for each card.
        days_remembered: how long the state has a payment.
        hops: keys that a payment passes.
        cpu_ratio: CPU time of a payment in the job's code without the engine, of that by the
            shipped definitions.
        measured_payments: over how many the sizes and the ratio were measured, 0 for the shipped.
    """

    definitions: str | None = None
    sizes: Measured = MEASURED
    hashes_per_card: Mapping[str, Decimal] = field(default_factory=dict)
    # The longest window is 30 days; at a merchant it ends 7 days back; a payment may be a day late.
    days_remembered: int = 38
    hops: int = HOPS
    cpu_ratio: Decimal = Decimal(1)
    measured_payments: int = 0

    @property
    def payments_per_s(self) -> Decimal:
        """The job flat out on one core, which is what a KPU has.

        Assumed of a file: a payment takes as much longer in the job as it does in its code alone,
        and `HOP_US` more at each key beyond those of the shipped definitions.
        """
        if self.definitions is None:
            return Decimal(JOB_PAYMENTS_PER_S)
        us = Decimal(_US_PER_S) / JOB_PAYMENTS_PER_S * self.cpu_ratio
        return _US_PER_S / (us + HOP_US * max(0, self.hops - HOPS))


SHIPPED: Final = Footprint()
"""By the shipped definitions."""
