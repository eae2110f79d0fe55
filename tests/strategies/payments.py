"""Hypothesis strategies for streams of payments: ties, disorder, late ones, redeliveries."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from events.shared.wire_types import MAX_AMOUNT_MINOR
from features.shared.windows import WINDOW_MS

START_MS = 1_700_000_000_000

GAPS_MS = (
    st.sampled_from([0, 0, 1, 999, 1000, 5000])
    | st.integers(0, 2 * HOUR_MS)
    | st.integers(0, 3 * DAY_MS)
    | st.sampled_from(sorted(WINDOW_MS.values()))
    | st.sampled_from(sorted(window + 1 for window in WINDOW_MS.values()))
)
"""Time to the next payment: ties, window edges to the millisecond, and anything between."""

SETBACKS_MS = (
    st.just(0)
    | st.sampled_from([1, 5000, 5001, 5002, MINUTE_MS])
    | st.sampled_from([DAY_MS, DAY_MS + 5001, DAY_MS + 5002])
    | st.integers(0, DAY_MS)
    | st.integers(0, 33 * DAY_MS)
)
"""How far behind the newest a payment is: within the out-of-orderness, the lateness, or beyond."""

AMOUNTS = (
    st.integers(0, 20)
    | st.integers(0, 20_000)
    | st.integers(0, 20_000)
    | st.sampled_from([0, 1, MAX_AMOUNT_MINOR])
)
POSITIONS = st.none() | st.tuples(
    st.sampled_from([-90.0, 0.0, 47.3, 90.0]) | st.floats(-90, 90),
    st.sampled_from([-180.0, 0.0, 8.5, 180.0]) | st.floats(-180, 180),
)


@dataclass(frozen=True)
class Step:
    """One payment relative to those before it."""

    gap_ms: int
    setback_ms: int
    amount_minor: int
    card: int
    merchant: int
    country: str
    position: tuple[float, float] | None
    redelivers: int | None
    shift_ms: int


STEPS = st.builds(
    Step,
    gap_ms=GAPS_MS,
    setback_ms=SETBACKS_MS,
    amount_minor=AMOUNTS,
    card=st.integers(0, 1),
    merchant=st.integers(0, 3),
    country=st.sampled_from(["DE", "FR", "US"]),
    position=POSITIONS,
    redelivers=st.none() | st.none() | st.none() | st.integers(1, 8),
    shift_ms=st.sampled_from([0, 0, 1, -1, DAY_MS - 1, DAY_MS, 1 - DAY_MS, -DAY_MS, 3 * DAY_MS]),
)


def laid_out(steps: list[Step]) -> list[Payment]:
    """The stream that `steps` describe; every payment is an object of its own."""
    payments: list[Payment] = []
    newest_ms = START_MS
    for number, step in enumerate(steps):
        if step.redelivers is not None and step.redelivers <= len(payments):
            known = payments[-step.redelivers]
            payments.append(redelivered(known, known.event_time_ms + step.shift_ms))
        else:
            newest_ms += step.gap_ms
            payments.append(payment(number, step, newest_ms - step.setback_ms))
        newest_ms = max(newest_ms, payments[-1].event_time_ms)
    return payments


def payment(number: int, step: Step, event_time_ms: int) -> Payment:
    """The payment of one step."""
    latitude, longitude = step.position or (None, None)
    return Payment(
        transaction_id=f"t{number}" if number % 5 else f"{number:0>40}",
        card_id=f"c{step.card}",
        merchant_id=f"m{step.merchant}",
        amount_minor=step.amount_minor,
        currency="EUR",
        country=step.country,
        channel="pos",
        event_time_ms=event_time_ms,
        latitude=latitude,
        longitude=longitude,
        amount_base_minor=step.amount_minor,
    )


def redelivered(known: Payment, event_time_ms: int) -> Payment:
    """A payment with the same identity at another time."""
    return Payment(
        transaction_id=known.transaction_id,
        card_id=known.card_id,
        merchant_id=known.merchant_id,
        amount_minor=known.amount_minor,
        currency=known.currency,
        country=known.country,
        channel=known.channel,
        event_time_ms=event_time_ms,
        latitude=known.latitude,
        longitude=known.longitude,
        amount_base_minor=known.amount_base_minor,
    )


STREAMS = st.lists(STEPS, min_size=1, max_size=40).map(laid_out)

LONG_STREAMS = st.lists(
    STEPS | STEPS.map(lambda step: replace(step, gap_ms=step.gap_ms + 32 * DAY_MS)),
    min_size=1,
    max_size=40,
).map(laid_out)
"""Streams with pauses in which everything expires."""
