"""Decisions over event time, in bars of six hours."""

from collections.abc import Sequence

from demo.shared.page.over_time import Layer, stacked_over_time
from events.fraud.decision import Action, Decision


def allowed_chart(decisions: Sequence[Decision]) -> str:
    """Allowed payments, of at least one decision."""
    return _chart(decisions, [("allowed", "fill-genuine", "allow")], "Allowed payments")


def stopped_chart(decisions: Sequence[Decision]) -> str:
    """Blocked and flagged payments, of at least one decision."""
    layers: list[tuple[str, str, Action]] = [
        ("blocked", "fill-block", "block"),
        ("flagged", "fill-flag", "flag"),
    ]
    return _chart(decisions, layers, "Blocked and flagged payments")


def _chart(
    decisions: Sequence[Decision], layers: Sequence[tuple[str, str, Action]], what: str
) -> str:
    within = (
        min(one.event_time_ms for one in decisions),
        max(one.event_time_ms for one in decisions),
    )
    drawn = [
        Layer(name, class_, [one.event_time_ms for one in decisions if one.action == action])
        for name, class_, action in layers
    ]
    return stacked_over_time(drawn, within, "payments", f"{what} in every six hours")
