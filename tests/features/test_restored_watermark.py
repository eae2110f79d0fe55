"""After a restore Flink's watermark starts anew; a card still knows what it has forgotten."""

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS
from features.shared.limits import HistoryLimits
from features.shared.watermark import NOTHING_SEEN_MS
from tests.features.payments import a_payment
from tests.features.states import CARD

NOW_MS = 1_736_121_600_000


def _payment(name: str, time_ms: int) -> Payment:
    return a_payment(time_ms, 100, transaction_id=name)


def test_a_payment_before_the_forgotten_history_is_late_whatever_the_watermark() -> None:
    limits = HistoryLimits()
    card = CARD.empty(limits)
    entry = card.add(_payment("a", NOW_MS), NOW_MS).entry
    restored = CARD.from_log([entry], limits)
    late = restored.add(_payment("b", NOW_MS - 2 * DAY_MS), NOTHING_SEEN_MS)
    assert (late.kind, late.values) == ("late", ())
