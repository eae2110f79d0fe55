"""Popularity: the items of most events."""

from models.recommendations.evaluation.baselines.popularity import Popularity
from models.recommendations.evaluation.coded_sessions import CodedSessions

#   A  B  B  C          events: C 3, B 2, A 1, D 1
#   C  C  D
SESSIONS = CodedSessions([["A", "B", "B", "C"], ["C", "C", "D"]])


def test_events_are_counted_not_sessions() -> None:
    assert Popularity(SESSIONS).best(["A"], 2) == ["C", "B"]


def test_of_equally_popular_items_the_lower_id_is_first() -> None:
    assert Popularity(SESSIONS).best(["A"], 9) == ["C", "B", "A", "D"]


def test_ids_are_compared_as_texts() -> None:
    assert Popularity(CodedSessions([["9", "10", "b", "B"]])).best([], 4) == ["10", "9", "B", "b"]
