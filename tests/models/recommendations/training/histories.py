"""Random histories: a few shoppers and items, in any order, with repeats, late events and links."""

from typing import Any, Final

from hypothesis import strategies as st

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.record_files import Record
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import shopping_plan
from tests.features.recommendations.records import START_MS, an_event

LIMITS: Final = RecommendationLimits()
PLAN: Final = shopping_plan(load_definitions(DEFAULT), LIMITS.history)

_SHOPPERS: Final = ("u1", "u2", "u3")
_ITEMS: Final = "abcdef"
_TYPES: Final = ("view", "view", "view", "cart", "purchase", "impression", "hide")
_STEPS_MS: Final = (0, 1_000, MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, -2 * MINUTE_MS, -2 * DAY_MS)
"""From one record to the next: mostly on, now and then back, so far that it is late."""


def a_replayer() -> Replayer:
    """A replayer that has seen nothing."""
    return Replayer(PLAN, LIMITS)


@st.composite
def histories(draw: st.DrawFn, prefix: str = "e", most: int = 40) -> list[Record]:
    """Records in their order of arrival; the ids of events begin with `prefix`."""
    time_ms, records = START_MS, list[Record]()
    for number in range(draw(st.integers(2, most))):
        step_ms = draw(st.sampled_from(_STEPS_MS))
        kind = draw(st.integers(0, 14))
        if kind == 0 and records:
            records.append(draw(st.sampled_from(records)))
        elif kind == 1:
            records.append(_an_item(draw, time_ms))
        elif kind == 2:
            records.append(_a_link(draw, f"{prefix}{number}", time_ms))
        else:
            records.append(_event(draw, f"{prefix}{number}", time_ms + step_ms))
            time_ms += max(0, step_ms)
    return records


def _event(draw: st.DrawFn, event_id: str, time_ms: int) -> Record:
    event: Any = an_event(
        time_ms,
        draw(st.sampled_from(_ITEMS)),
        draw(st.sampled_from(_TYPES)),
        event_id=event_id,
        user_id=draw(st.sampled_from(_SHOPPERS)),
        category=draw(st.sampled_from((None, "shoes", "hats"))),
    )
    record: Record = event
    return record


def _an_item(draw: st.DrawFn, time_ms: int) -> Record:
    available = draw(st.booleans())
    item_id = draw(st.sampled_from(_ITEMS))
    return CatalogueItem(item_id=item_id, event_time_ms=time_ms, available=available)


def _a_link(draw: st.DrawFn, event_id: str, time_ms: int) -> Record:
    one, other = draw(st.permutations(_SHOPPERS))[:2]
    return IdentityLink(
        event_id=event_id,
        event_type="link",
        event_time_ms=time_ms,
        user_id=one,
        linked_user_id=other,
    )
