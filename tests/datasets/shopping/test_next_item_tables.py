"""Visits, and the tables of those before and after a split."""

from itertools import chain
from pathlib import Path

import pytest

from datasets.sessions.next_item_queries import read_queries
from datasets.sessions.training_sessions import read_sessions
from datasets.shopping.next_item_tables import write_tables
from datasets.shopping.visits import VISIT_GAP_MS, visits_of
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.limits import RecommendationLimits

START_MS = 1_750_000_000_000
SPLIT_MS = START_MS + 10 * VISIT_GAP_MS


def events(
    items: str, *, at_ms: int, user: str | None = "u1", session: str | None = None
) -> list[ShoppingEvent]:
    """A view a second of each item, a letter each."""
    return [
        ShoppingEvent(f"{at_ms}-{place}", item, "view", at_ms + 1_000 * place, user, session)
        for place, item in enumerate(items)
    ]


def written(
    folder: Path, *visits: list[ShoppingEvent], most: int = 1_000
) -> tuple[list[tuple[str, ...]], list[tuple[tuple[str, ...], str]]]:
    """Items of the sessions, then prefix and target of the queries, as their readers read them."""
    in_order = sorted(chain(*visits), key=lambda event: event.event_time_ms)
    counts = write_tables(in_order, SPLIT_MS, folder, most_queries=most, seed=1)
    sessions, queries = read_sessions(folder / "sessions.csv"), read_queries(folder / "queries.csv")
    assert counts == {"sessions": len(sessions), "queries": len(queries)}
    return [one.items for one in sessions], [(one.prefix, one.target) for one in queries]


def test_a_visit_ends_with_a_gap_or_another_session_of_the_sender() -> None:
    near = events("AB", at_ms=START_MS)
    after_a_gap = events("C", at_ms=START_MS + 1_000 + VISIT_GAP_MS + 1)
    elsewhere = events("D", at_ms=START_MS + 1_000 + VISIT_GAP_MS + 2, session="s2")
    other = events("E", at_ms=START_MS, user="u2")
    visits = visits_of([*near, *other, *after_a_gap, *elsewhere])
    assert visits == [near, other, after_a_gap, elsewhere]


def test_the_gap_is_the_one_of_the_job() -> None:
    limits = RecommendationLimits()
    assert limits.session_gap_ms == VISIT_GAP_MS
    assert len(visits_of(events("A", at_ms=0) + events("B", at_ms=VISIT_GAP_MS))) == 1


def test_whole_visits_are_sessions_and_later_ones_are_asked_after_each_event(
    tmp_path: Path,
) -> None:
    sessions, queries = written(
        tmp_path,
        events("ABC", at_ms=START_MS),
        events("BABA", at_ms=SPLIT_MS, user="u2"),
    )
    assert sessions == [("A", "B", "C")]
    assert queries == [(("B",), "A"), (("B", "A"), "B"), (("B", "A", "B"), "A")]


def test_a_visit_over_the_split_and_one_event_alone_are_in_neither_table(tmp_path: Path) -> None:
    sessions, queries = written(
        tmp_path,
        events("AB", at_ms=START_MS),
        events("A", at_ms=START_MS, user="u2"),
        events("AB", at_ms=SPLIT_MS - 500, user="u3"),
        events("AB", at_ms=SPLIT_MS, user="u4"),
        events("B", at_ms=SPLIT_MS, user="u5"),
    )
    assert (sessions, queries) == ([("A", "B")], [(("A",), "B")])


def test_items_that_no_session_has_are_left_out_of_queries(tmp_path: Path) -> None:
    _, queries = written(tmp_path, events("AB", at_ms=START_MS), events("AXB", at_ms=SPLIT_MS))
    assert queries == [(("A",), "B")]


def test_visits_without_a_user_are_asked_only_where_nobody_is_known(tmp_path: Path) -> None:
    known = events("AB", at_ms=START_MS)
    session = events("BA", at_ms=SPLIT_MS, user=None, session="s1")
    _, queries = written(tmp_path, known, session)
    assert queries == [(("B",), "A")]
    _, queries = written(tmp_path, known, session, events("AB", at_ms=SPLIT_MS, user="u2"))
    assert queries == [(("A",), "B")]


def test_of_too_many_queries_some_are_drawn_in_their_order(tmp_path: Path) -> None:
    visits = events("AB", at_ms=START_MS), events("ABABABABAB", at_ms=SPLIT_MS, user="u2")
    _, every = written(tmp_path, *visits)
    _, drawn = written(tmp_path, *visits, most=4)
    assert len(drawn) == 4
    assert drawn == [query for query in every if query in drawn]
    assert drawn != every[:4]


@pytest.mark.parametrize("at_ms", [START_MS, SPLIT_MS])
def test_a_split_with_nothing_on_one_side_is_refused(tmp_path: Path, at_ms: int) -> None:
    with pytest.raises(ValueError, match="the held-out days: "):
        write_tables(events("AB", at_ms=at_ms), SPLIT_MS, tmp_path, most_queries=9, seed=1)
