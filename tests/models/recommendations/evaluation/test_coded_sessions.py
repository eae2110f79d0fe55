"""Sessions as numbers: an item's number is the place of its id."""

import pytest
from hypothesis import given

from models.recommendations.evaluation.coded_sessions import CodedSessions
from tests.models.recommendations.evaluation.drawn_sessions import SESSIONS


def test_items_are_numbered_in_the_order_of_their_ids() -> None:
    sessions = CodedSessions([["b", "a"], [], ["c", "b"]])
    assert sessions.items == ("a", "b", "c")
    assert sessions.events.tolist() == [1, 0, 2, 1]
    assert sessions.session.tolist() == [0, 0, 2, 2]


def test_no_events_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one event expected"):
        CodedSessions([[], []])


@given(SESSIONS)
def test_a_session_has_its_items_once_and_an_item_its_sessions(drawn: list[list[str]]) -> None:
    sessions = CodedSessions(drawn)
    of_session = [
        [sessions.items[code] for code in sessions.items_of_session.of(number).tolist()]
        for number in range(len(drawn))
    ]
    assert of_session == [sorted(set(session)) for session in drawn]
    of_item = [sessions.sessions_of_item.of(code).tolist() for code in range(len(sessions.items))]
    assert of_item == [[n for n, s in enumerate(drawn) if item in s] for item in sessions.items]
