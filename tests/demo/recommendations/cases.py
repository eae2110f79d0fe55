"""A hand-made shop of two visits, its lists and what was measured, to count by hand.

::

    number  0     1     2      3         4      5 (late)  6 (again)  7 (broken)  8
    visit   v1    v1    v2     v1        v1     v2        v2                     v2
    event   a:A   b:B   x:X    link      c:A    y:Y       x          {           z:A
    shopper s1    s1    s2     s1 -> u1  u1     s2        s2                     s2
    list    La    Lb    Lx               Lc                                      Lz
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from demo.recommendations.data import Expected, Sent, ShopData
from demo.recommendations.in_force import InForce, Moment, by_event
from demo.recommendations.measured import Measured
from demo.recommendations.next_item import questions
from demo.recommendations.outputs import Outputs
from demo.recommendations.store_census import KindCensus
from demo.recommendations.store_times import StoreTimes
from events.recommendations.recommendation_list import RecommendationList, RecommendedItem
from jobs.recommendations.run_summary import RunSummary
from simulator.shoppers.record import (
    CatalogueItem,
    IdentityLink,
    RecordKind,
    ShoppingEvent,
    ShopRecord,
)
from simulator.shoppers.truth import VisitTruth

START_MS = 1_736_121_600_000
FIRST = VisitTruth("v1", "browser", "u1", "s1", ("lamps",), START_MS, 3)
SECOND = VisitTruth("v2", "comparer", None, "s2", (), START_MS, 3)


def event(name: str, item: str, at: int, **changes: Any) -> ShoppingEvent:  # noqa: ANN401
    """A view, so many minutes after the start, but for `changes`."""
    plain = ShoppingEvent(name, item, "view", START_MS + at * 60_000, session_id="s1")
    return replace(plain, **changes)


LINK = IdentityLink("link", "link", "u1", START_MS + 3 * 60_000, session_id="s1")
SENT = {
    "a": Sent(event("a", "A", 0), FIRST, 0),
    "b": Sent(event("b", "B", 1), FIRST, 1),
    "x": Sent(event("x", "X", 2, session_id="s2"), SECOND, 2),
    "link": Sent(LINK, FIRST, 3),
    "c": Sent(event("c", "A", 4, user_id="u1"), FIRST, 4),
    "y": Sent(event("y", "Y", 2, session_id="s2"), SECOND, 5),
    "z": Sent(event("z", "A", 8, session_id="s2"), SECOND, 8),
}


def made(at: str, *items: str, **changes: Any) -> RecommendationList:  # noqa: ANN401
    """The list made at an event."""
    of = SENT[at].record
    assert isinstance(of, ShoppingEvent)
    plain = RecommendationList(
        list_id=f"L{at}",
        user_id=of.user_id,
        session_id=of.session_id,
        event_id=at,
        event_time_ms=of.event_time_ms,
        items=tuple(RecommendedItem(one, 1.0, "transition", f"after {at}") for one in items),
        ranker=None,
        rules=("hidden@1",),
        definitions="d" * 64,
        stage_us={"entry": 10, "item": 20, "neighbours": 30, "shopper": 400, "in_job": 4_000},
        trace_id=None,
        job_version="1.2.3",
    )
    return replace(plain, **changes)


LISTS = (
    made("a", "C", "B"),
    made("b", "A", "C"),
    made("x", "Y"),
    made("c", "B", "X"),
    made("z", "B"),
)


def small_data() -> ShopData:
    """The shop."""

    def arrived(name: str, kind: RecordKind = "event") -> ShopRecord:
        return ShopRecord(name.encode(), kind, 0, name)

    names = ("a", "b", "x", "link", "c")
    records = [
        *map(arrived, names),
        arrived("y", "late"),
        arrived("x", "duplicate"),
        ShopRecord(b"{", "malformed", 0, cause="malformed_json"),
        arrived("z"),
    ]
    items = [CatalogueItem("A", START_MS, "lamps", 1_999, "EUR", available=True)]
    return ShopData(records, items, SENT, Expected(9, 1, 1, 1, 1))


def small_outputs(**changes: Any) -> Outputs:  # noqa: ANN401
    """What the job makes of it, but for `changes` of its counts."""
    counts = RunSummary(
        events_in=9,
        accepted=6,
        links=1,
        late=1,
        duplicates=1,
        rejected={"malformed_json": 1},
        items_in=1,
        lists=5,
        users_listed=1,
        sessions_listed=2,
    )
    return Outputs(replace(counts, **changes), list(LISTS), Path("nowhere"))


def moments_of(
    lists: Iterable[RecommendationList] = LISTS,
    data: ShopData | None = None,
) -> list[Moment]:
    """Every event that counts, with these lists."""
    return list(InForce().moments(data or small_data(), by_event(lists)))


CENSUS = {
    "recommendations": KindCensus(found=3, expected=3, differing=0),
    "item": KindCensus(found=3, expected=3, differing=0),
    "shopper": KindCensus(found=3, expected=3, differing=0),
}


def small_measured(**changes: Any) -> Measured:  # noqa: ANN401
    """What is measured beside, but for `changes`."""
    moments = moments_of()
    plain: dict[str, Any] = {
        "measured_from": 0,
        "rate_per_s": 300,
        "throughput_per_s": 2_000.0,
        "moments": moments,
        "store_times": StoreTimes({f"L{name}": 40.0 for name in "abxcz"}, 0),
        "lists_stored": 5,
        "census": CENSUS,
        "asked": list(questions(moments, START_MS)),
    }
    return Measured(**(plain | changes))
