"""V-SKNN: weights of places, neighbours, decay and rarity, each by hand and all by an oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recommendations.evaluation.baselines.vsknn import Vsknn
from models.recommendations.evaluation.baselines.vsknn_settings import (
    PLACE_WEIGHTS,
    STEP_WEIGHTS,
    VsknnSettings,
)
from models.recommendations.evaluation.coded_sessions import CodedSessions
from tests.models.recommendations.evaluation.drawn_sessions import PREFIXES, SESSIONS
from tests.models.recommendations.evaluation.oracles import items_of_neighbours

#   prefix  A  B        weights  A 1/2, B 1
#
#   0   A  C            similarity 1/2, A is 2 steps from the end, decay 1/2:  1/4 to A, C
#   1   B  D            similarity 1, decay 1:                                 1   to B, D
#   2   A  B  E         similarity 3/2, decay 1:                               3/2 to A, B, E
#   3   F               shares nothing
#
#   B 2.5   A 1.75   E 1.5   D 1   C 0.25   then F, the only one left
DRAWN = [["A", "C"], ["B", "D"], ["A", "B", "E"], ["F"]]

SETTINGS = st.builds(
    VsknnSettings,
    neighbours=st.integers(1, 5),
    sample_size=st.integers(1, 8),
    weighting=st.sampled_from(list(PLACE_WEIGHTS)),
    weighting_score=st.sampled_from(list(STEP_WEIGHTS)),
    idf_weighting=st.sampled_from([0.0, 1.0, 10.0]),
)


def _best(prefix: str, k: int, sessions: list[list[str]], **settings: object) -> str:
    return "".join(Vsknn(CodedSessions(sessions), VsknnSettings(**settings)).best(prefix, k))  # type: ignore[arg-type]


def test_scores_are_similarity_times_decay_added_up_over_neighbours() -> None:
    assert _best("AB", 6, DRAWN) == "BAEDCF"


def test_only_the_most_similar_sessions_score() -> None:
    assert _best("AB", 3, DRAWN, neighbours=1) == "ABE"


def test_of_equally_similar_sessions_the_more_recent_is_the_neighbour() -> None:
    assert _best("A", 2, [["A", "B"], ["A", "C"]], neighbours=1) == "AC"


def test_equal_similarities_are_equal_however_they_add_up() -> None:
    # Of ten places A and B weigh 0.1 + 0.2, C weighs 0.3, which is less than their sum in floats.
    assert _best("ABC???????", 2, [["A", "B", "X"], ["C", "Y"]], neighbours=1) == "CY"


def test_equal_scores_are_equal_in_whatever_order_the_sessions_came() -> None:
    # X and Y both have 1/3 + 1/4 + 1/5, which as floats is less in the order of X.
    sessions = ["AX", "BX", "CX", "BY", "AY", "CY"]
    assert _best("ABC??", 2, [list(session) for session in sessions], weighting="same") == "XY"


def test_only_the_most_recent_sessions_that_share_an_item_are_looked_at() -> None:
    sessions = [["A", "B"], ["A", "C"], ["D"], ["D"]]
    assert _best("A", 2, sessions, sample_size=1) == "AC"


def test_a_sampled_session_keeps_its_whole_similarity() -> None:
    # Session 0 shares A and B, and is the oldest of those that have either.
    sessions = [["A", "B", "C"], ["A", "D"], ["B", "E"]]
    assert _best("AB", 3, sessions, sample_size=3, neighbours=1) == "ABC"


def test_an_item_that_came_twice_has_the_weight_of_its_last_place() -> None:
    # A B A: A weighs 3/3 and B 2/3, though A was first.
    assert _best("ABA", 2, [["A", "C"], ["B", "D"]], neighbours=1) == "AC"


def test_an_unknown_item_keeps_its_place_in_the_prefix() -> None:
    # A ? : A is 2 steps from the end; with linear steps it counts 0.8 and lists as before.
    assert _best("A?", 2, [["A", "C"], ["D"]], weighting_score="linear") == "AC"


def test_a_rare_item_counts_more_by_idf() -> None:
    sessions = [["A", "B"], ["A", "C"], ["B"], ["B"], ["B"]]
    assert _best("A", 3, sessions) == "ABC"
    assert _best("A", 3, sessions, idf_weighting=1.0) == "ACB"


def test_what_is_too_far_back_for_linear_steps_scores_nothing() -> None:
    prefix = ["A", *["?"] * 9]
    sessions = CodedSessions([["A", "C"], ["B", "B"]])
    settings = VsknnSettings(weighting="same", weighting_score="linear")
    assert Vsknn(sessions, settings).best(prefix, 1) == ["B"]
    assert Vsknn(sessions, settings).best(prefix[:9], 1) == ["A"]


@pytest.mark.parametrize(
    ("name", "first", "middle", "last"),
    [
        ("same", 1, 1, 1),
        ("div", 0.25, 0.5, 1),
        ("linear", 0.7, 0.8, 1),
        ("quadratic", 0.0625, 0.25, 1),
        ("log", 1.4879, 1.7599, 4.3394),
    ],
)
def test_places_of_a_prefix_of_four_weigh(
    name: str, first: float, middle: float, last: float
) -> None:
    weigh = PLACE_WEIGHTS[name]
    found = [weigh(1, 4), weigh(2, 4), weigh(4, 4)]
    assert found == pytest.approx([first, middle, last], abs=1e-4)


@pytest.mark.parametrize(
    ("name", "one", "four"),
    [
        ("same", 1, 1),
        ("div", 1, 0.25),
        ("linear", 0.9, 0.6),
        ("quadratic", 1, 0.0625),
        ("log", 2.3182, 1.3230),
    ],
)
def test_steps_from_the_end_weigh(name: str, one: float, four: float) -> None:
    assert [STEP_WEIGHTS[name](1), STEP_WEIGHTS[name](4)] == pytest.approx([one, four], abs=1e-4)


def test_all_faults_of_the_parameters_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"neighbours: 0, .*sample_size: 0, ") as refused:
        VsknnSettings(0, 0, "cubic", "never", -1.0)
    assert str(refused.value).split("; ")[2:] == [
        "weighting: cubic, expected one of same, div, linear, quadratic, log",
        "weighting_score: never, expected one of same, div, linear, quadratic, log",
        "idf_weighting: -1.0, expected 0 or more",
    ]


@given(SESSIONS, PREFIXES, SETTINGS)
def test_it_lists_what_going_through_every_session_lists(
    sessions: list[list[str]], prefix: list[str], settings: VsknnSettings
) -> None:
    found = Vsknn(CodedSessions(sessions), settings).best(prefix, 4)
    assert found == items_of_neighbours(sessions, prefix, 4, settings)
