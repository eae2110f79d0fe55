"""A Markov chain counts what came directly after an item."""

from hypothesis import given

from models.recommendations.evaluation.baselines.markov import Markov
from models.recommendations.evaluation.coded_sessions import CodedSessions
from tests.models.recommendations.evaluation.drawn_sessions import PREFIXES, SESSIONS
from tests.models.recommendations.evaluation.oracles import rules_by_pairs

#   A -> B -> C         after A:  C 2, A 1, B 1        events: A 4, C 3, B 2
#   A -> C
#   A -> A -> C -> B
DRAWN = CodedSessions([["A", "B", "C"], ["A", "C"], ["A", "A", "C", "B"]])


def test_the_most_frequent_transition_is_first_and_an_item_may_follow_itself() -> None:
    assert Markov(DRAWN).best(["C", "A"], 3) == ["C", "A", "B"]


def test_only_the_last_item_counts() -> None:
    assert Markov(DRAWN).best(["A", "C"], 1) == Markov(DRAWN).best(["C"], 1) == ["B"]


def test_an_unknown_last_item_is_passed_over() -> None:
    assert Markov(DRAWN).best(["C", "new"], 1) == ["B"]


def test_no_transition_leads_from_one_session_to_the_next() -> None:
    apart = CodedSessions([["B", "A"], ["C", "B"]])
    assert Markov(apart).best(["A"], 1) == ["B"]
    assert Markov(CodedSessions([["B", "A", "C", "B"]])).best(["A"], 1) == ["C"]


@given(SESSIONS, PREFIXES)
def test_it_lists_what_counting_every_pair_lists(
    sessions: list[list[str]], prefix: list[str]
) -> None:
    found = Markov(CodedSessions(sessions)).best(prefix, 4)
    assert found == rules_by_pairs(sessions, prefix, 4, steps=1)
