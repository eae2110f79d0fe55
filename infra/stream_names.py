"""The streams that a stack may have, by their names without the environment.

payments, labels --> fraud --> decisions, dead-letters, late-payments, features
recommendation-events, items --> recommendations -->
    recommendations, recommendation-dead-letters, late-events, recommendation-features
"""

from typing import Final

PAYMENTS: Final = "payments"
LABELS: Final = "labels"
DECISIONS: Final = "decisions"
DEAD_LETTERS: Final = "dead-letters"
LATE_PAYMENTS: Final = "late-payments"
FEATURES: Final = "features"

RECOMMENDATION_EVENTS: Final = "recommendation-events"
ITEMS: Final = "items"
LISTS: Final = "recommendations"
RECOMMENDATION_DEAD_LETTERS: Final = "recommendation-dead-letters"
LATE_EVENTS: Final = "late-events"
RECOMMENDATION_FEATURES: Final = "recommendation-features"

RECOMMENDATION_STREAMS: Final = (
    RECOMMENDATION_EVENTS,
    ITEMS,
    LISTS,
    RECOMMENDATION_DEAD_LETTERS,
    LATE_EVENTS,
    RECOMMENDATION_FEATURES,
)
"""Those that come with the recommendation application."""

STREAMS: Final = (
    PAYMENTS,
    LABELS,
    DECISIONS,
    DEAD_LETTERS,
    LATE_PAYMENTS,
    FEATURES,
    *RECOMMENDATION_STREAMS,
)
