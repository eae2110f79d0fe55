"""Baselines that learn as they go list what those list that know all of it from the beginning."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.recommendations.evaluation.baselines.vsknn import Vsknn
from models.recommendations.evaluation.baselines.vsknn_settings import VsknnSettings
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.online.popularity import OnlinePopularity
from models.recommendations.evaluation.online.session_knn import OnlineSessionKnn

ITEMS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6)
FEW = VsknnSettings(neighbours=3, sample_size=5)


@given(st.lists(ITEMS, min_size=1, max_size=25), ITEMS, st.sampled_from((FEW, VsknnSettings())))
@settings(max_examples=200)
def test_sessions_one_by_one_give_the_lists_of_all_sessions(
    sessions: list[list[str]], prefix: list[str], parameters: VsknnSettings
) -> None:
    online = OnlineSessionKnn(parameters)
    for session in sessions:
        online.learn(session)
    found = online.best(prefix)
    whole = Vsknn(CodedSessions(sessions), parameters).best(prefix, 8)
    assert whole[: len(found)] == found
    assert bool(found) == bool({*prefix} & {item for one in sessions for item in one})


def test_what_counts_rare_items_more_is_refused() -> None:
    with pytest.raises(ValueError, match=r"idf_weighting: 2\.0, expected 0"):
        OnlineSessionKnn(VsknnSettings(idf_weighting=2.0))


def _by_count(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60))
def test_popular_items_are_those_of_most_events_at_any_time(events: list[str]) -> None:
    popular, listed = OnlinePopularity(3), list[list[str]]()
    for item_id in events:
        popular.learn(item_id)
        listed.append(popular.best())
    counts = [Counter(events[:end]) for end in range(1, len(events) + 1)]
    assert listed == [
        [item for item, _ in sorted(one.items(), key=_by_count)][:3] for one in counts
    ]


def test_a_list_is_filled_up_with_what_is_popular_each_item_once() -> None:
    popular = OnlinePopularity(3)
    for item_id in "bbaac":
        popular.learn(item_id)
    assert popular.filled_up(["b", "z"]) == ["b", "z", "a"]
