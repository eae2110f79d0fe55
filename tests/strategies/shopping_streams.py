"""Hypothesis strategies for streams of shopping: disorder, redeliveries, links, a catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st
from msgspec.structs import replace

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS

START_MS: Final = 1_700_000_000_000

Record = ShoppingEvent | IdentityLink | CatalogueItem


@dataclass(frozen=True)
class Step:
    """One record relative to those before it."""

    kind: str
    gap_ms: int
    setback_ms: int
    shopper: tuple[str | None, str | None]
    item: int
    event_type: str
    category: str | None
    price_minor: int | None
    available: bool
    again: int


STEPS = st.builds(
    Step,
    kind=st.sampled_from(["event"] * 8 + ["again", "link", "record"]),
    gap_ms=st.sampled_from([0, 1, 20_000, 20_000, MINUTE_MS, MINUTE_MS])
    | st.sampled_from([10 * MINUTE_MS, 30 * MINUTE_MS, 32 * MINUTE_MS, 32 * MINUTE_MS, DAY_MS + 1]),
    setback_ms=st.sampled_from([0] * 8 + [1, 5_000, 5_002, MINUTE_MS, HOUR_MS, DAY_MS, 2 * DAY_MS]),
    shopper=st.sampled_from([("u1", "s1")] * 6 + [("u1", "s2"), ("u2", "s1")])
    | st.sampled_from([("u1", None), (None, "s1"), (None, "s1"), (None, "s3")]),
    item=st.sampled_from([0, 0, 1, 1, 2, 3]),
    event_type=st.sampled_from(["view"] * 6 + ["cart", "purchase", "impression", "hide"]),
    category=st.sampled_from([None, None, "shoes", "hats"]),
    price_minor=st.sampled_from([None, None, 0, 100, 2_500]),
    available=st.sampled_from([True, True, False]),
    again=st.integers(1, 6),
)


def _event(step: Step, number: int, time_ms: int) -> ShoppingEvent:
    user_id, session_id = step.shopper
    return ShoppingEvent(
        event_id=f"e{number}",
        item_id=f"i{step.item}",
        event_type=step.event_type,  # type: ignore[arg-type] # one of them
        event_time_ms=time_ms,
        user_id=user_id,
        session_id=session_id,
        category=step.category,
        price_minor=step.price_minor,
        currency=None if step.price_minor is None else "EUR",
        price_base_minor=step.price_minor,
    )


def _link(step: Step, number: int, time_ms: int) -> IdentityLink:
    return IdentityLink(f"e{number}", "link", "u1", time_ms, session_id=f"s{1 + step.item % 3}")


def _record(step: Step, _: int, time_ms: int) -> CatalogueItem:
    return CatalogueItem(
        item_id=f"i{step.item}",
        event_time_ms=time_ms,
        category=step.category,
        price_minor=step.price_minor,
        currency=None if step.price_minor is None else "EUR",
        available=step.available,
        price_base_minor=step.price_minor,
    )


_MADE: Final[dict[str, Callable[[Step, int, int], Record]]] = {
    "event": _event,
    "again": _event,
    "link": _link,
    "record": _record,
}


def laid_out(steps: list[Step]) -> list[Record]:
    """The stream that `steps` describe."""
    records: list[Record] = []
    newest_ms = START_MS
    for number, step in enumerate(steps):
        newest_ms += step.gap_ms
        if step.kind == "again" and step.again <= len(records):
            known = records[-step.again]
            records.append(replace(known, event_time_ms=known.event_time_ms + step.item))
        else:
            records.append(_MADE[step.kind](step, number, newest_ms - step.setback_ms))
    return records


SHOPPING: Final = st.lists(STEPS, min_size=8, max_size=28).map(laid_out)
