"""Repeats: the session again, the latest first."""

from models.recommendations.evaluation.baselines.repeats import Repeats
from models.recommendations.evaluation.coded_sessions import CodedSessions

#   A  B  C  D  D       events: D 2, the others 1
SESSIONS = CodedSessions([["A", "B", "C", "D", "D"]])


def test_each_item_of_the_prefix_comes_by_its_latest_place() -> None:
    assert Repeats(SESSIONS).best(["A", "B", "C", "A"], 3) == ["A", "C", "B"]


def test_popular_items_fill_the_list_up() -> None:
    assert Repeats(SESSIONS).best(["B"], 3) == ["B", "D", "A"]


def test_an_item_that_no_session_has_is_not_listed() -> None:
    assert Repeats(SESSIONS).best(["B", "new"], 2) == ["B", "D"]


def test_a_long_prefix_is_cut_to_its_latest_items() -> None:
    assert Repeats(SESSIONS).best(["A", "B", "C"], 2) == ["C", "B"]
