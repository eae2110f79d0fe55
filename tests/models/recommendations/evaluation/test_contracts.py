"""What every baseline keeps, whatever its method."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.recommendations.evaluation.baselines.catalogue import BASELINES
from models.recommendations.evaluation.baselines.popularity import Popularity
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.recommender import Recommender
from tests.models.recommendations.evaluation.drawn_sessions import PREFIXES, SESSIONS

Built = Callable[[CodedSessions], Recommender]

few_examples = settings(max_examples=40)  # of each baseline
every_baseline = pytest.mark.parametrize("built", BASELINES.values(), ids=BASELINES)


def test_there_are_the_baselines_that_a_report_names() -> None:
    assert list(BASELINES) == [
        "popularity",
        "repeats",
        "markov",
        "item_knn",
        "sequential_rules",
        "vsknn",
        "vsknn_retailrocket",
        "vsknn_retailrocket_users",
    ]


@every_baseline
@few_examples
@given(SESSIONS, PREFIXES, st.integers(1, 8))
def test_a_list_has_as_many_known_items_as_there_can_be_none_twice(
    built: Built, sessions: list[list[str]], prefix: list[str], k: int
) -> None:
    known = {item for session in sessions for item in session}
    best = built(CodedSessions(sessions)).best(prefix, k)
    assert len(best) == min(k, len(known))
    assert len(set(best)) == len(best)
    assert known.issuperset(best)


@every_baseline
@few_examples
@given(SESSIONS, PREFIXES)
def test_the_same_question_has_the_same_answer_whatever_was_asked_between(
    built: Built, sessions: list[list[str]], prefix: list[str]
) -> None:
    one, other = built(CodedSessions(sessions)), built(CodedSessions(sessions))
    first = one.best(prefix, 4)
    one.best([*prefix, "A"], 2)
    assert one.best(prefix, 4) == first == other.best(prefix, 4)


@every_baseline
@few_examples
@given(SESSIONS, PREFIXES)
def test_a_shorter_list_is_the_beginning_of_a_longer_one(
    built: Built, sessions: list[list[str]], prefix: list[str]
) -> None:
    baseline = built(CodedSessions(sessions))
    assert baseline.best(prefix, 2) == baseline.best(prefix, 5)[:2]


@every_baseline
@pytest.mark.parametrize("prefix", [[], ["never seen"], ["never seen", "nor this"]])
def test_an_unknown_prefix_gives_the_popular_items(built: Built, prefix: list[str]) -> None:
    sessions = CodedSessions([["A", "B"], ["C", "B"], ["C", "B", "D"]])
    assert built(sessions).best(prefix, 3) == ["B", "C", "A"]
    assert Popularity(sessions).best(prefix, 3) == ["B", "C", "A"]


@every_baseline
@few_examples
@given(SESSIONS, PREFIXES, st.randoms(use_true_random=False))
def test_the_order_of_sessions_decides_nothing_where_all_of_them_are_looked_at(
    built: Built, sessions: list[list[str]], prefix: list[str], random: Random
) -> None:
    shuffled = random.sample(sessions, len(sessions))
    best = built(CodedSessions(sessions)).best(prefix, 6)
    assert built(CodedSessions(shuffled)).best(prefix, 6) == best
