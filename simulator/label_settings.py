"""How much becomes known about simulated payments, how late, and how wrong it is."""

from dataclasses import dataclass, fields
from typing import Final

_LONGEST_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """What the labels say and when. Shares are 0 to 1; delays are log-normal.

    Attributes:
        chargeback_share: of the frauds, those that are ever charged back; the others stay unknown
            unless an analyst finds them.
        chargeback_median_days: median time from the payment to the chargeback.
        chargeback_sigma: standard deviation of its logarithm.
        longest_days: no chargeback and no verdict on a dispute takes longer.
        friendly_share: of the genuine payments, those that are charged back all the same.
        dispute_won_share: of these, those that the merchant disputes with success.
        dispute_median_days: median time from the chargeback to that.
        analyst_fraud_share: of the frauds, those that an analyst looks at within hours.
        analyst_genuine_share: of the genuine payments, the same.
        analyst_error_share: of the analysts' verdicts, those that are wrong.
        analyst_median_hours: median time from the payment to the verdict.
        seed: of the labels' own randomness, 0 or more.

    Raises:
        ValueError: naming every field that is out of its range.
    """

    chargeback_share: float = 0.95
    chargeback_median_days: float = 3.5
    chargeback_sigma: float = 0.6
    longest_days: float = 30.0
    friendly_share: float = 0.0003
    dispute_won_share: float = 0.6
    dispute_median_days: float = 12.0
    analyst_fraud_share: float = 0.2
    analyst_genuine_share: float = 0.001
    analyst_error_share: float = 0.04
    analyst_median_hours: float = 5.0
    seed: int = 1

    def __post_init__(self) -> None:
        """Reports all faults at once."""
        faults = [
            f"{field.name}: {value!r}, expected {expected}"
            for field in fields(self)
            for value, (low, high, expected) in [(getattr(self, field.name), _range(field.name))]
            if not low <= value <= high
        ]
        if faults:
            raise ValueError("; ".join(faults))


def _range(name: str) -> tuple[float, float, str]:
    if name.endswith("_share"):
        return 0.0, 1.0, "0 to 1"
    if name == "seed":
        return 0.0, float("inf"), "0 or more"
    if name == "chargeback_sigma":
        return 0.0, 3.0, "0 to 3"
    return 1 / 24, _LONGEST_DAYS, f"an hour to {_LONGEST_DAYS} days"
