"""What is known of labels when a training takes place."""

from dataclasses import dataclass

from events.shared.time_units import DAY_MS
from models.shared.training.period import Period, day


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Labels as of a time.

    Attributes:
        at_ms: no label reported later is seen, epoch ms.
        maturity_ms: age at which a payment without a label counts as genuine.
    """

    at_ms: int
    maturity_ms: int

    def mature(self, period: Period) -> Period:
        """The part of `period` whose payments are old enough at `at_ms`.

        Of younger payments only those with a label are known, most of them frauds: with them a
        model would learn that new payments are fraud.

        Raises:
            ValueError: none is old enough.

        >>> Knowledge(at_ms=12, maturity_ms=5).mature(Period(0, 10))
        Period(from_ms=0, to_ms=8)
        """
        to_ms = min(period.to_ms, self.at_ms - self.maturity_ms + 1)
        if to_ms <= period.from_ms:
            raise ValueError(
                f"known_at: {day(self.at_ms)} UTC, expected at least"
                f" {day(period.from_ms + self.maturity_ms)}: labels are known"
                f" {self.maturity_ms / DAY_MS:g} days after the payment"
            )
        return Period(period.from_ms, to_ms)
