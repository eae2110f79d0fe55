"""Hypothesis strategies for payments with labels among them: early, late, revised, unmatched."""

from dataclasses import dataclass

from hypothesis import strategies as st

from events.fraud.label import Label, LabelKind
from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS
from tests.strategies.payments import LONG_STREAMS, STREAMS

LAGS_MS = (
    st.sampled_from([0, 1, HOUR_MS, DAY_MS, 7 * DAY_MS, 8 * DAY_MS])
    | st.integers(0, 3 * HOUR_MS)
    | st.integers(0, 40 * DAY_MS)
)


@dataclass(frozen=True)
class Report:
    """One label relative to the payments around it.

    Attributes:
        after: place in the stream that it arrives after, as a share of its length in percent.
        about: place of the payment that it is about, in the same way.
        matched: whether its transaction id is that of the payment.
    """

    after: int
    about: int
    lag_ms: int
    kind: LabelKind
    matched: bool


REPORTS = st.builds(
    Report,
    after=st.integers(0, 100),
    about=st.integers(0, 100),
    lag_ms=LAGS_MS,
    kind=st.sampled_from(["chargeback", "dispute_won", "analyst_fraud", "analyst_genuine"]),
    matched=st.sampled_from([True, True, True, False]),
)


def with_labels(payments: list[Payment], reports: list[Report]) -> list[Payment | Label]:
    """`payments` with a label for each report among them."""
    last = len(payments) - 1
    labels: list[tuple[float, Payment | Label]] = [
        (report.after * last / 100, label(number, report, payments[report.about * last // 100]))
        for number, report in enumerate(reports)
    ]
    events: list[tuple[float, Payment | Label]] = [
        (float(place), payment) for place, payment in enumerate(payments)
    ]
    return [event for _, event in sorted(events + labels, key=lambda item: item[0])]


def label(number: int, report: Report, payment: Payment) -> Label:
    """The label of one report."""
    return Label(
        label_id=f"l{number}",
        transaction_id=payment.transaction_id if report.matched else "elsewhere",
        card_id=payment.card_id,
        merchant_id=payment.merchant_id,
        kind=report.kind,
        event_time_ms=payment.event_time_ms,
        reported_time_ms=payment.event_time_ms + report.lag_ms,
    )


LABELLED_STREAMS = st.builds(
    with_labels, STREAMS | LONG_STREAMS, st.lists(REPORTS, min_size=1, max_size=8)
)
