"""What labels say of the payments of one entity, as known at one moment."""

from collections import defaultdict

from events.fraud.label import Label

Payment = tuple[str, str, int]
"""Card, transaction id and event time: what a label is about."""


def confirmed_ms(labels: list[Label], known_at_ms: int, after_ms: int, until_ms: int) -> list[int]:
    """Times of the payments in (after, until] whose newest label reported by then says fraud.

    Args:
        labels: of the entity, in their order of arrival; of two reported at one moment the one
            that arrived later is the newer, a repeated one is none.
        known_at_ms: labels reported after it are not known yet.
        after_ms: before the first payment.
        until_ms: the last.
    """
    reports: defaultdict[Payment, list[tuple[int, bool]]] = defaultdict(list)
    for label in labels:
        report = (label.reported_time_ms, label.is_fraud)
        about = reports[(label.card_id, label.transaction_id, label.event_time_ms)]
        if report not in about:
            about.append(report)
    return [
        time_ms
        for (_, _, time_ms), about in reports.items()
        if after_ms < time_ms <= until_ms and says_fraud(about, known_at_ms)
    ]


def says_fraud(reports: list[tuple[int, bool]], known_at_ms: int) -> bool:
    """Verdict of the newest report known at a time; nothing known is no fraud."""
    in_time = [report for report in reports if report[0] <= known_at_ms]
    newest_ms = max((reported_ms for reported_ms, _ in in_time), default=0)
    return [fraud for reported_ms, fraud in in_time if reported_ms == newest_ms][-1:] == [True]
