"""One session, small enough to work everything out by hand, and shorter ones.

::

    A  --10 s-->  B  --30 s-->  A          neighbours of A: B, C      of B: C, D
                                           followers  of B: C, A      of C: F, B
    leaders: E, C

A was followed by 3 events, one of A itself; B by one.
"""

from collections.abc import Sequence
from typing import Any, Final

from events.shared.feature_value import FeatureValue
from events.shared.time_units import DAY_MS, HOUR_MS
from features.recommendations.card import Card
from features.recommendations.card_table import CardTable, card_table
from features.recommendations.listing import Listing
from features.recommendations.neighbour_table import neighbour_table
from features.recommendations.neighbours import Neighbour
from features.recommendations.session_view import ItemView, SessionView
from tests.features.recommendations.records import START_MS, a_card

NOW_MS: Final = START_MS + 40_000
BEFORE_MS: Final = NOW_MS - 2 * HOUR_MS


def near(
    card: Card, closeness: float, after: tuple[float, float, float], **more: float
) -> Neighbour:
    """A neighbour, of which half of the closeness is of late."""
    said = {"before": 0.0, "bought": 0.0, **more}
    return Neighbour(card, after, near=closeness, near_lately=closeness / 2, **said)


A: Final = a_card(
    "A", NOW_MS, category="shoes", price_minor=200, first_seen_ms=NOW_MS - 2 * DAY_MS,
    values=(1, None), sessions=4.0, followed=3.0, again=1.0,
)  # fmt: skip
B: Final = a_card(
    "B", START_MS + 10_000, category="hats", values=(2, 0.5), sessions=1.0, followed=1.0
)
B_BEFORE: Final = a_card("B", BEFORE_MS, values=(0, 0.0), followers=(("C", 0.6), ("A", 0.2)))
C_AT_A: Final = a_card("C", BEFORE_MS, values=(3, 1.0), followers=(("F", 0.5), ("B", 0.25)))
C: Final = a_card("C", BEFORE_MS + HOUR_MS, category="shoes", price_minor=100, values=(4, 2.0))
D: Final = a_card("D", BEFORE_MS, values=(5, None), available=False)
E: Final = a_card("E", BEFORE_MS, category="bags", price_minor=0, values=(6, 3.0))

DRAWN: Final = SessionView(
    items=("A", "B", "A"),
    times_ms=(START_MS, START_MS + 10_000, NOW_MS),
    views={
        "A": ItemView(
            A,
            neighbour_table(
                (
                    near(B_BEFORE, 3.0, (2.0, 1.0, 0.0), before=1.0),
                    near(C_AT_A, 1.0, (1.0, 0.0, 0.0), bought=1.0),
                ),
                2,
            ),
        ),
        "B": ItemView(
            B,
            neighbour_table((near(C, 2.0, (1.0, 1.0, 0.0)), near(D, 0.5, (0.0, 1.0, 0.0))), 2),
        ),
    },
    now_ms=NOW_MS,
)
LEADERS: Final = (card_table((E, C_AT_A), 2),)


def a_listing(
    session: SessionView = DRAWN,
    leaders: Sequence[CardTable] = LEADERS,
    values: tuple[FeatureValue, ...] = (7.0, None),
    **marks: Any,  # noqa: ANN401 - names
) -> Listing:
    """What is known of a shopper with that session."""
    nothing: dict[str, Any] = {"bought": frozenset(), "hidden": frozenset()}
    return Listing(session, tuple(leaders), values=values, **{**nothing, **marks})


def short_session(*cards: Card, values: tuple[FeatureValue, ...] = ()) -> SessionView:
    """A view of Z, whose neighbours are these, the nearest first."""
    found = [near(card, 1.0 + len(cards) - at, (0.0, 0.0, 0.0)) for at, card in enumerate(cards)]
    card = a_card("Z", NOW_MS, category="zoo", values=values)
    view = ItemView(card, neighbour_table(found, len(values)))
    return SessionView(("Z",), (NOW_MS,), {"Z": view}, NOW_MS)
