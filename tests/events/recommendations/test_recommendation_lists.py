"""A list has an id that says which event of whom it was made at, and goes out as it is read."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from events.recommendations.recommendation_list import (
    RecommendationList,
    RecommendedItem,
    list_id,
)
from events.recommendations.shopper import shopper_key
from events.shared.json_records import encode
from events.shared.model_ref import ModelRef

SHOPPERS = st.builds(shopper_key, st.text(alphabet="ab1:", min_size=1), st.none())
EVENT_IDS = st.text(alphabet="ab1:", min_size=1)


@given(st.lists(st.tuples(SHOPPERS, EVENT_IDS), min_size=2, max_size=2, unique=True))
def test_two_events_never_share_an_id(pairs: list[tuple[str, str]]) -> None:
    first, second = (list_id(shopper, event_id) for shopper, event_id in pairs)
    assert first != second


def test_an_id_is_the_same_in_every_release() -> None:
    assert list_id("user:u1", "e1") == "8285b688290bfab013a9cbcd50461916"
    assert list_id("session:s1", "e1") == "0e580aa4ac764ddfad52369789811a9c"


def test_a_list_is_read_as_it_was_written() -> None:
    made = RecommendationList(
        list_id=list_id("user:u1", "e1"),
        user_id="u1",
        session_id=None,
        event_id="e1",
        event_time_ms=1,
        items=(RecommendedItem("chair", 0.5, "neighbours", "Often seen after lamp."),),
        ranker=ModelRef("ranker", "1", "0" * 64),
        rules=("no-repeats@2",),
        definitions="0" * 64,
        stage_us={"in_job": 1},
        trace_id=None,
        job_version="0.1.0",
    )
    assert msgspec.json.decode(encode(made), type=RecommendationList) == made
    assert (made.variant, made.schema_version) == ("control", 1)
