"""A replay predicts each event from what was there before it, and counts what it could not."""

from collections.abc import Sequence

import pytest

from events.recommendations.recommendation_list import CONTROL
from features.recommendations.record_files import Record
from models.recommendations.evaluation.measured import Measure
from models.recommendations.evaluation.online.replay import (
    OURS,
    Replayed,
    ReplayEvaluation,
    evaluate_replay,
)
from models.recommendations.experiments.list_maker import ListMaker
from models.recommendations.recommender import Recommender
from models.recommendations.rules.reading import ListForm, ListRules, load_list_rules
from models.shared.evaluation.resampling import Resampling
from tests.features.recommendations.records import START_MS, an_event
from tests.models.recommendations.training.histories import LIMITS, PLAN

HOUR_MS = 3_600_000


def evaluated(records: Sequence[Record], from_ms: int = 0, k: int = 2) -> ReplayEvaluation:
    shipped = load_list_rules()
    rules = ListRules(shipped.rules, ListForm(), "")
    return evaluate_replay(
        records,
        Replayed(
            plan=PLAN,
            limits=LIMITS,
            out_of_orderness_ms=5_000,
            list_maker=ListMaker(None, {CONTROL: Recommender(None, rules, len(PLAN.item_names))}),
            measure=Measure(k, Resampling(100)),
            from_ms=from_ms,
        ),
    )


def visit(user_id: str, start_ms: int, items: str) -> list[Record]:
    return [
        an_event(start_ms + 1_000 * at, item_id, event_id=f"{start_ms}/{at}", user_id=user_id)
        for at, item_id in enumerate(items)
    ]


LEARNED = [
    record
    for number in range(3)
    for record in visit(f"u{number}", START_MS + number * HOUR_MS, "ab")
]
LATER_MS = START_MS + 5 * HOUR_MS


def test_a_step_that_others_took_is_foreseen() -> None:
    found = evaluated([*LEARNED, *visit("new", LATER_MS, "ab")], from_ms=LATER_MS)
    assert (found.predicted, found.shoppers, found.first_of_session) == (1, 1, 1)
    assert found.figures[OURS].hit_rate == 1
    assert found.figures["vsknn"].hit_rate == 1


def test_an_event_is_predicted_before_it_is_learned_from() -> None:
    found = evaluated([*LEARNED, *visit("new", LATER_MS, "az")], from_ms=LATER_MS, k=5)
    assert [one.hit_rate for one in found.figures.values()] == [0, 0, 0, 0]


def test_what_a_session_has_seen_is_a_repeat() -> None:
    found = evaluated([*LEARNED, *visit("new", LATER_MS, "zaz")], from_ms=LATER_MS)
    assert found.predicted == 2
    assert found.figures["repeats"].hit_rate == 0.5 + 0.5
    assert found.figures["repeats"].mrr == (1 / 2 + 1 / 2) / 2


def test_all_events_teach_and_only_later_ones_are_measured() -> None:
    assert evaluated(LEARNED).predicted == 3
    assert evaluated(LEARNED, from_ms=START_MS + HOUR_MS).predicted == 2


def test_a_history_without_a_second_event_is_refused() -> None:
    with pytest.raises(ValueError, match="none to predict"):
        evaluated(visit("u", START_MS, "a"))
