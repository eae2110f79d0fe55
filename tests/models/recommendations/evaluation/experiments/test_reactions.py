"""What is done with a list counts up to the next list, what is bought for half an hour."""

from typing import Any

from models.recommendations.evaluation.experiments.people import People
from models.recommendations.evaluation.experiments.reactions import Reaction, Reactions
from tests.features.recommendations.records import an_event
from tests.models.recommendations.evaluation.experiments.logged import START_MS, a_link, a_list

MINUTE = 60_000
FIRST = a_list("user:u", START_MS, "new")
NEXT = a_list("user:u", START_MS + 3 * MINUTE, "new")


def done(minutes: float, item_id: str, event_type: str = "view", **fields: Any) -> Any:  # noqa: ANN401
    who = {"user_id": "u", **fields}
    return an_event(START_MS + int(minutes * MINUTE), item_id, event_type, **who)


def reaction(*events: Any, people: People | None = None) -> Reaction:  # noqa: ANN401
    return Reactions(events, [NEXT, FIRST], people or People()).to(FIRST)


def test_the_event_of_the_next_list_is_a_reaction_to_this_one_and_later_ones_are_not() -> None:
    found = reaction(done(0, "at"), done(1, "before"), done(3, "by"), done(4, "after"))
    assert found.clicked == {"before", "by"}


def test_what_is_bought_within_half_an_hour_counts_whatever_lists_come_between() -> None:
    found = reaction(
        done(2, "early", "purchase"), done(30, "late", "purchase"), done(31, "no", "purchase")
    )
    assert found == Reaction(frozenset({"early"}), frozenset({"early", "late"}))


def test_the_last_list_is_reacted_to_for_half_an_hour() -> None:
    events = [done(20, "a"), done(40, "b")]
    assert Reactions(events, [NEXT], People()).to(NEXT).clicked == {"a"}


def test_what_was_only_shown_or_hidden_or_done_by_others_is_no_reaction() -> None:
    events = [done(1, "a", "impression"), done(1, "b", "hide"), done(1, "c", user_id="v")]
    assert reaction(*events) == Reaction(frozenset(), frozenset())


def test_a_linked_id_reacts_for_the_shopper_that_stays() -> None:
    event = done(1, "a", user_id=None, session_id="s")
    assert reaction(event, people=People([a_link("session:s", "u")])).clicked == {"a"}
