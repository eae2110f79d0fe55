"""Sequential rules: what came after an item, the sooner the more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recommendations.evaluation.baselines.sequential_rules import SequentialRules
from models.recommendations.evaluation.coded_sessions import CodedSessions
from tests.models.recommendations.evaluation.drawn_sessions import PREFIXES, SESSIONS
from tests.models.recommendations.evaluation.oracles import rules_by_pairs

#   A  B  C  D          after A:  D 1/3 + 1/1   C 1/2 + 1/2   B 1
#   A  D  C
DRAWN = CodedSessions([["A", "B", "C", "D"], ["A", "D", "C"]])


def test_a_rule_weighs_one_by_the_steps_between() -> None:
    assert SequentialRules(DRAWN).best(["A"], 3) == ["D", "B", "C"]


def test_equal_weights_are_equal_however_they_add_up() -> None:
    # After A: C has 1/3 + 1/6 + 1/2, B has 1; as floats, 1/3 + 1/6 + 1/2 is not 1 in all orders.
    sessions = CodedSessions(
        [["A", "x", "y", "C"], ["A", *"vwxyz", "C"], ["A", "x", "C"], ["A", "B"]]
    )
    best = SequentialRules(sessions).best(["A"], 9)
    assert best.index("C") == best.index("B") + 1


def test_what_is_further_behind_than_the_steps_is_no_rule() -> None:
    far = CodedSessions([["A", "B", "C"], ["D", "D"]])
    assert SequentialRules(far, steps=1).best(["A"], 2) == ["B", "D"]
    assert SequentialRules(far, steps=2).best(["A"], 2) == ["B", "C"]


@pytest.mark.parametrize("steps", [0, 31])
def test_steps_that_no_rule_can_have_are_refused(steps: int) -> None:
    with pytest.raises(ValueError, match=f"steps: {steps}, expected 1 to 30"):
        SequentialRules(DRAWN, steps)


@given(SESSIONS, PREFIXES, st.integers(1, 30))
def test_it_lists_what_adding_every_pair_lists(
    sessions: list[list[str]], prefix: list[str], steps: int
) -> None:
    found = SequentialRules(CodedSessions(sessions), steps).best(prefix, 4)
    assert found == rules_by_pairs(sessions, prefix, 4, steps)
