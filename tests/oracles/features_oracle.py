"""The feature definitions, read out naively: one pass over all payments for each payment."""

from datetime import UTC, datetime
from functools import cache
from math import asin, cos, radians, sin, sqrt

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.money.shipped_rates import SHIPPED_RATES_FILE
from features.shared.definitions.model import Money
from tests.oracles.definitions.money import Rates

HOUR = 3_600_000
DAY = 24 * HOUR
MONTH = 30 * DAY
CARD_WINDOWS = (HOUR // 60, HOUR // 12, HOUR, DAY, 7 * DAY, MONTH)
MERCHANT_WINDOWS = (HOUR, DAY, 7 * DAY, MONTH)
RATES = Rates(Money(), SHIPPED_RATES_FILE.read_text(encoding="utf-8").splitlines())


def haversine_km(a: Payment, b: Payment) -> float:
    """Great-circle distance; both payments have a position."""
    lat_a, lon_a, lat_b, lon_b = a.latitude, a.longitude, b.latitude, b.longitude
    if lat_a is None or lon_a is None or lat_b is None or lon_b is None:
        raise ValueError("both positions are expected")
    x, y = radians(lat_a), radians(lat_b)
    north, east = sin((y - x) / 2), sin(radians(lon_b - lon_a) / 2)
    return 2 * 6371.0088 * asin(min(1.0, sqrt(north * north + cos(x) * cos(y) * east * east)))


def payment_values(p: Payment) -> tuple[int, int, bool, bool]:
    """Amount, hour, weekend, night (UTC)."""
    at = datetime.fromtimestamp(p.event_time_ms / 1000, UTC)
    return p.amount_minor, at.hour, at.isoweekday() > 5, at.hour < 6


def amounts(payments: list[Payment]) -> list[int]:
    return [base_minor(q.amount_minor, q.currency, q.event_time_ms) for q in payments]


@cache
def base_minor(amount_minor: int, currency: str, time_ms: int) -> int:
    """The amount in the base currency, at the shipped rates, which have every currency."""
    found = RATES.base_minor(amount_minor, currency, time_ms)
    assert found is not None
    return found


FEEDBACK_WINDOWS = (DAY, 7 * DAY, MONTH)


def frauds(labels: list[Label], known_at: int, after: int, until: int) -> int:
    """Labelled payments in (after, until] whose newest label reported by `known_at` says fraud."""
    newest: dict[object, Label] = {}
    said = set()
    for label in labels:
        payment = (label.card_id, label.transaction_id, label.event_time_ms)
        # The same again of the same time is a redelivery, whatever came in between.
        verdict = (payment, label.reported_time_ms, label.is_fraud)
        if verdict in said:
            continue
        said.add(verdict)
        if label.reported_time_ms <= known_at and after < label.event_time_ms <= until:
            known = newest.get(payment, label)
            if label.reported_time_ms >= known.reported_time_ms:
                newest[payment] = label
    return sum(label.is_fraud for label in newest.values())


def card_values(
    p: Payment, history: list[Payment], labels: list[Label] | None = None
) -> tuple[object, ...]:
    """Card features of `p`.

    `history` holds the card's payments in order of arrival, `p` last, and `labels` its labels.
    """

    def window(w: int) -> list[Payment]:
        return [q for q in history if p.event_time_ms - w < q.event_time_ms <= p.event_time_ms]

    earlier = [q for q in window(MONTH) if q is not p]
    last = max(earlier, key=lambda q: q.event_time_ms, default=None)
    placed = [q for q in earlier if q.latitude is not None and q.longitude is not None]
    speed = None
    if p.latitude is not None and placed:
        newest = max(q.event_time_ms for q in placed)
        origin = [q for q in placed if q.event_time_ms == newest][-1]
        speed = haversine_km(origin, p) * HOUR / max(p.event_time_ms - newest, 1000)
    month = amounts(window(MONTH))
    n, s, q2 = len(month), sum(month), sum(a * a for a in month)
    return (
        *(len(window(w)) for w in CARD_WINDOWS),
        *(sum(amounts(window(w))) for w in CARD_WINDOWS),
        *(max(amounts(window(w))) for w in CARD_WINDOWS),
        *(sum(amounts(window(w))) / len(window(w)) for w in CARD_WINDOWS[3:]),
        len({q.merchant_id for q in window(DAY)}),
        len({q.merchant_id for q in window(7 * DAY)}),
        len({q.country for q in window(DAY)}),
        None if last is None else (p.event_time_ms - last.event_time_ms) / 1000,
        all(q.merchant_id != p.merchant_id for q in earlier),
        0.0 if n * q2 == s * s else (n * amounts([p])[0] - s) / sqrt(n * q2 - s * s),
        speed,
        frauds(labels or [], p.event_time_ms, p.event_time_ms - MONTH, p.event_time_ms),
    )


def merchant_values(
    p: Payment,
    history: list[Payment],
    labels: list[Label] | None = None,
    delay: int = 7 * DAY,
) -> tuple[object, ...]:
    """Merchant features of `p`; `history` and `labels` as for the card, of the merchant."""

    def window(w: int) -> list[Payment]:
        return [q for q in history if p.event_time_ms - w < q.event_time_ms <= p.event_time_ms]

    until = p.event_time_ms - delay
    feedback = [
        (
            frauds(labels or [], p.event_time_ms, until - w, until),
            sum(until - w < q.event_time_ms <= until for q in history if q is not p),
        )
        for w in FEEDBACK_WINDOWS
    ]
    return (
        *(len(window(w)) for w in MERCHANT_WINDOWS),
        *(sum(amounts(window(w))) for w in MERCHANT_WINDOWS),
        *(sum(amounts(window(w))) / len(window(w)) for w in MERCHANT_WINDOWS),
        len({q.card_id for q in window(DAY)}),
        *(known for known, _ in feedback),
        *(min(1.0, known / of) if of else None for known, of in feedback),
    )
