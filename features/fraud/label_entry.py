"""One label in the log of a card or of a merchant."""

from msgspec import Struct

from events.fraud.label import Label
from features.shared.accumulators.verdicts import Verdict
from features.shared.limits import HistoryLimits


class LabelEntry(Struct, frozen=True, array_like=True, gc=False):
    """A label as it was taken.

    Attributes:
        event_time_ms: of the payment that it is about.
        watermark_lag_ms: that time less the watermark at which the label arrived.
        identity: of the payment.
        report_lag_ms: the time it was reported less the time of the payment.
        is_fraud: what it says.
    """

    event_time_ms: int
    watermark_lag_ms: int
    identity: str
    report_lag_ms: int
    is_fraud: bool

    @property
    def verdict(self) -> Verdict:
        """When it was reported, and what it says."""
        return self.event_time_ms + self.report_lag_ms, self.is_fraud


def label_entry(label: Label, identity: str, watermark_ms: int) -> LabelEntry:
    """The entry of `label`, which arrived at a watermark, on the payment with an identity."""
    time_ms = label.event_time_ms
    return LabelEntry(
        time_ms, time_ms - watermark_ms, identity, label.reported_time_ms - time_ms, label.is_fraud
    )


def out_of_reach(label: Label, watermark_ms: int, limits: HistoryLimits) -> bool:
    """Whether no window of a payment on time can reach the payment that `label` is about."""
    frontier_ms = watermark_ms - limits.allowed_lateness_ms
    return label.event_time_ms <= frontier_ms - limits.merchant_reach_ms
