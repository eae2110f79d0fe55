"""What becomes of each payment of a stream, by the plain rules: keep everything, look at it all."""

from events.fraud.label import Label
from events.fraud.payment import Payment
from features.shared.limits import HistoryLimits
from tests.oracles.features_oracle import card_values, merchant_values, payment_values


class NaiveReplay:
    """Keeps every accepted payment for ever, with the watermark it arrived at."""

    def __init__(self, limits: HistoryLimits, out_of_orderness_ms: int = 5000) -> None:
        self.limits = limits
        self.out_of_orderness_ms = out_of_orderness_ms
        self.watermark_ms = -(2**63)
        self.accepted: list[tuple[Payment, int]] = []
        self.labels = list[Label]()

    def feed(self, p: Payment) -> tuple[str, tuple[object, ...]]:
        """Kind and values of the next payment."""
        kind, values = self._judge(p)
        newest_ms = p.event_time_ms - self.out_of_orderness_ms - 1
        self.watermark_ms = max(self.watermark_ms, newest_ms)
        return kind, values

    def _judge(self, p: Payment) -> tuple[str, tuple[object, ...]]:
        if any(self._repeats(p, q, arrived_at) for q, arrived_at in self.accepted):
            return "duplicate", ()
        self.accepted.append((p, self.watermark_ms))
        if p.event_time_ms < self.watermark_ms - self.limits.allowed_lateness_ms:
            return "late", payment_values(p)
        history = [q for q, _ in self.accepted]
        card = card_values(
            p,
            [q for q in history if q.card_id == p.card_id],
            [label for label in self.labels if label.card_id == p.card_id],
        )
        merchant = merchant_values(
            p,
            [q for q in history if q.merchant_id == p.merchant_id],
            [label for label in self.labels if label.merchant_id == p.merchant_id],
            self.limits.feedback_delay_ms,
        )
        return "accepted", (*payment_values(p), *card, *merchant)

    def _repeats(self, p: Payment, q: Payment, arrived_at_ms: int) -> bool:
        window_ms = self.limits.dedup_window_ms
        kept_until = max(q.event_time_ms, arrived_at_ms) + window_ms
        return (
            p.card_id == q.card_id
            and p.transaction_id == q.transaction_id
            and abs(p.event_time_ms - q.event_time_ms) < window_ms
            and self.watermark_ms <= kept_until + self.limits.allowed_lateness_ms
        )
