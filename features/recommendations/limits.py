"""How much the recommendation system remembers, and how fast it forgets."""

from dataclasses import dataclass, field

from events.shared.time_units import DAY_MS, MINUTE_MS
from features.shared.limits import HistoryLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationLimits:
    """Limits of what is learned and kept.

    Attributes:
        history: of the declared features, of lateness and of duplicates.
        session_gap_ms: a session ends where its next event is further away than that.
        session_events: events of one session that are kept; a longer one teaches piece by piece.
        half_life_ms: time after which what a session taught counts half as much.
        short_half_life_ms: the same of what is near lately.
        neighbours: neighbours that are kept of an item.
        neighbours_read: neighbours that a session is told of.
        leaders: items that are kept of a category.
        keep_ms: time after its last session or event that an item, what a shopper bought or hid,
            and where a link leads, is remembered.
        linked_events: newest events of an id that move to another with a link.
        linked_reach_ms: how old these may be.
    """

    history: HistoryLimits = field(default_factory=HistoryLimits)
    session_gap_ms: int = 30 * MINUTE_MS
    session_events: int = 200
    half_life_ms: int = 45 * DAY_MS
    short_half_life_ms: int = 4 * DAY_MS
    neighbours: int = 50
    neighbours_read: int = 40
    leaders: int = 20
    keep_ms: int = 180 * DAY_MS
    linked_events: int = 100
    linked_reach_ms: int = DAY_MS
