"""A question is what came next in a person's visit; everybody knows the same when it is asked."""

from dataclasses import replace

import pytest

from demo.recommendations.in_force import Moment
from demo.recommendations.next_item import COMPARED, OURS, REBUILT_MS, Question, questions
from demo.recommendations.quality import FEWEST_A_DAY, quality
from simulator.shoppers.truth import VisitTruth
from tests.demo.recommendations.cases import FIRST, SENT, START_MS, event, moments_of, small_data


def asked_of(moments: list[Moment], from_ms: int = START_MS) -> dict[str, Question]:
    """Questions by visit and minute."""
    return {
        f"{one.visit_id} {(one.time_ms - START_MS) // 60_000}": one
        for one in questions(moments, from_ms)
    }


def later(name: str, item: str, visit: VisitTruth, at_ms: int) -> Moment:
    """An event of another visit, without lists."""
    shown = event(name, item, 0, event_time_ms=START_MS + at_ms)
    sent = replace(SENT["a"], record=shown, visit=visit)
    return Moment(sent, shown, "session:s9", None, None, taken=False)


def test_the_first_event_of_a_visit_is_no_question() -> None:
    assert set(asked_of(moments_of())) == {"v1 1", "v1 4", "v2 8"}


def test_the_rank_is_the_place_in_the_list_in_force() -> None:
    found = asked_of(moments_of())
    assert (found["v1 1"].ranks[OURS], found["v1 1"].source) == (2, "transition")
    assert (found["v2 8"].ranks[OURS], found["v2 8"].source) == (0, None)


def test_who_logs_in_and_has_no_list_yet_is_asked_all_the_same() -> None:
    assert asked_of(moments_of())["v1 4"].ranks[OURS] == 0


def test_nobody_is_asked_before_the_time() -> None:
    assert set(asked_of(moments_of(), START_MS + 5 * 60_000)) == {"v2 8"}


def test_nobody_is_asked_what_a_bot_does_next() -> None:
    bot = replace_behaviour(moments_of())
    assert [name for name in asked_of(bot) if name.startswith("v1")] == []


def replace_behaviour(moments: list[Moment]) -> list[Moment]:
    """The first visit is a bot's."""
    truth = VisitTruth("v1", "bot", None, "s1", (), START_MS, 3)
    return [
        replace(one, sent=replace(one.sent, visit=truth)) if one.sent.visit is FIRST else one
        for one in moments
    ]


def test_an_item_that_was_only_shown_is_no_question_and_no_hint() -> None:
    shown = event("b", "B", 1, event_type="impression")
    moments = [
        replace(one, event=shown) if one.event.event_id == "b" else one for one in moments_of()
    ]
    assert set(asked_of(moments)) == {"v1 4", "v2 8"}


def test_baselines_learn_from_visits_that_are_over_and_from_no_others() -> None:
    third = VisitTruth("v3", "browser", None, "s9", (), START_MS, 2)
    soon, late = REBUILT_MS - 1_000, REBUILT_MS + 1_000
    during = [*moments_of(), later("p", "B", third, soon - 500), later("q", "A", third, soon)]
    after = [*moments_of(), later("p", "B", third, soon), later("q", "A", third, late)]
    (*_, before_it) = questions(during, START_MS)
    (*_, then) = questions(after, START_MS)
    assert [before_it.ranks[name] for name in COMPARED] == [0] * len(COMPARED)
    # Of the visits A B A and X A, most events are of A, and after B came A.
    assert (then.ranks["popularity"], then.ranks["item_knn"], then.ranks["vsknn"]) == (1, 1, 1)


def test_a_visit_under_way_teaches_nothing() -> None:
    third = VisitTruth("v3", "browser", None, "s9", (), START_MS, 2)
    under_way = [
        later("o", "Q", third, REBUILT_MS - 2_000),
        later("p", "B", third, REBUILT_MS - 1_000),
        later("q", "Q", third, REBUILT_MS + 1_000),
    ]
    (*_, asked) = questions([*moments_of(), *under_way], START_MS)
    assert asked.ranks["popularity"] == 0


def test_figures_are_means_over_the_questions() -> None:
    found = quality(list(questions(moments_of(), START_MS)))
    assert (found.questions, found.visits) == (3, 2)
    assert found.hit_rate[OURS].mean == pytest.approx(1 / 3, abs=1e-6)
    assert found.mrr[OURS].mean == pytest.approx(1 / 6, abs=1e-6)
    assert found.by_behaviour == {"browser": 0.5, "comparer": 0.0}
    assert found.hits_by_source == {"transition": 1}


def test_a_day_with_few_questions_says_nothing() -> None:
    (one, *_) = questions(moments_of(), START_MS)
    assert quality([one] * (FEWEST_A_DAY - 1)).by_day == ()
    (day,) = quality([one] * FEWEST_A_DAY).by_day
    assert (day.questions, day.hit_rate[OURS]) == (FEWEST_A_DAY, 1.0)


def test_without_a_question_there_are_no_figures() -> None:
    with pytest.raises(ValueError, match="questions: none"):
        quality([])


def test_every_accepted_record_is_asked_about_or_begins_a_visit() -> None:
    assert len(list(small_data().accepted())) == small_data().expected.accepted == 6
