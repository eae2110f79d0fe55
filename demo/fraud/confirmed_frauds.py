"""What the features should know of confirmed frauds, counted from the labels themselves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from events.fraud.decision import Decision
from events.fraud.label import Label
from events.shared.time_units import DAY_MS

FEATURE: Final = "card_confirmed_fraud_30d"
_WINDOW_MS: Final = 30 * DAY_MS


def counted_by_features(decisions: Iterable[Decision]) -> int:
    """Sum of `FEATURE` over the decisions on time."""
    return sum(int(one.numbers[FEATURE] or 0) for one in decisions if not one.late)


def known_from_labels(
    decisions: Iterable[Decision], labels: Sequence[Label], place: Mapping[str, int]
) -> int:
    """The same sum, from the labels that were reported by the time of each payment.

    Args:
        decisions: all of them.
        labels: by reported time.
        place: when each payment arrived first, by transaction id.
    """
    of_card: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        of_card[label.card_id].append(label)
    return sum(
        _confirmed(decision, of_card[decision.card_id], place)
        for decision in decisions
        if not decision.late and decision.card_id in of_card
    )


def _confirmed(decision: Decision, labels: Iterable[Label], place: Mapping[str, int]) -> int:
    """Payments of the card before `decision` whose newest label by then says fraud."""
    now_ms, arrived = decision.event_time_ms, place[decision.transaction_id]
    newest = {
        label.transaction_id: label.is_fraud
        for label in labels
        if label.reported_time_ms <= now_ms
        and now_ms - _WINDOW_MS < label.event_time_ms <= now_ms
        and place[label.transaction_id] < arrived
    }
    return sum(newest.values())
