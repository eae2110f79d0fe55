"""A next-item task as a whole: what is there to be learned is found, and each figure is its own."""

from dataclasses import replace

import numpy as np
import pytest

from datasets.sessions.training_sessions import Session
from features.recommendations.definitions import DEFAULT, load_definitions, parse_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import shopping_plan
from models.recommendations.evaluation.ablations import groups_of
from models.recommendations.evaluation.evaluation import OURS, Evaluation, evaluate
from models.recommendations.evaluation.next_item import STEP_MS, events_of, items_taught
from models.recommendations.evaluation.task import Task
from models.recommendations.inputs import BUILT_IN
from models.recommendations.training.settings import RankerSettings
from models.shared.artifact import ModelArtifact
from models.shared.evaluation.resampling import Resampling
from tests.models.recommendations.evaluation.ring_of_items import queries_of, walks

LIMITS = RecommendationLimits()
PLAN = shopping_plan(load_definitions(DEFAULT), LIMITS.history)
SETTINGS = RankerSettings(lists=400, trees=20, leaves=4, least_rows=5, threads=1)


def task(*, ablations: bool = False) -> Task:
    return Task(
        sessions=[Session(f"s{n}", items) for n, items in enumerate(walks(300, seed=1))],
        queries=queries_of(walks(60, seed=2)),
        k=3,
        plan=PLAN,
        limits=LIMITS,
        training=SETTINGS,
        resampling=Resampling(100, 1),
        ablations=ablations,
    )


Done = tuple[Evaluation, ModelArtifact, list[str]]


@pytest.fixture(scope="module")
def done() -> Done:
    told: list[str] = []
    return (*evaluate(task(ablations=True), lambda what, _: told.append(what)), told)


def test_the_ranker_finds_more_than_what_is_popular(done: Done) -> None:
    evaluation = done[0]
    ours, popular = evaluation.figures[OURS], evaluation.figures["popularity"]
    assert ours.hit_rate > 0.7 > popular.hit_rate
    against = evaluation.against["popularity"]["hit_rate"]
    assert against.difference == pytest.approx(ours.hit_rate - popular.hit_rate)
    assert against.difference_interval.low is not None
    assert against.difference_interval.low > 0


def test_every_query_is_counted_and_none_of_the_figures_exceeds_what_was_a_candidate(
    done: Done,
) -> None:
    evaluation = done[0]
    assert evaluation.queries == len(task().queries)
    ours = evaluation.figures[OURS]
    assert ours.mrr < ours.ndcg < ours.hit_rate <= evaluation.candidate_recall <= 1
    assert 0 < ours.coverage <= 1


def test_a_source_brings_at_least_what_no_other_does(done: Done) -> None:
    by_source = done[0].by_source
    assert by_source["session"].share > 0.2
    assert by_source["co_purchase"].share == 0, "nothing was bought"
    assert by_source["transition"].share > 0.2
    assert by_source["transition"].alone == 0, "what follows is a neighbour, too"
    assert all(0 <= one.alone <= one.share <= 1 for one in by_source.values())
    assert sum(one.alone for one in by_source.values()) <= done[0].candidate_recall


def test_a_ranker_without_what_it_needs_is_worse_and_without_what_is_not_there_the_same(
    done: Done,
) -> None:
    without = done[0].without
    assert set(without) == set(groups_of(PLAN.item_names, PLAN.shopper_names))
    assert without["all evidence"].against["mrr"].difference > 0.02
    assert without["co-purchases"].against["mrr"].difference == 0
    for name, one in without.items():
        assert one.means["mrr"] == pytest.approx(
            done[0].figures[OURS].mrr - one.against["mrr"].difference
        ), name


def test_groups_of_inputs_are_inputs_and_all_of_them() -> None:
    groups = groups_of(("of_item",), ("of_shopper",))
    assert {one for group in groups.values() for one in group} == {
        *BUILT_IN,
        "of_item",
        "of_shopper",
    }


def test_progress_is_told_of_everything(done: Done) -> None:
    told = " ".join(done[2])
    for part in ("learning", "training", "answering", "baseline vsknn", "without walk"):
        assert part in told


def test_the_same_task_gives_the_same_ranker(done: Done) -> None:
    again, artifact = evaluate(task(), lambda _what, _share: None)
    assert artifact.onnx_bytes == done[1].onnx_bytes
    assert again.figures[OURS].mrr == done[0].figures[OURS].mrr
    assert again.without == {}


OWN = """\
version: 1
extends: shipped
fields: {brand: {type: text}, size: {type: integer, required: true}}
entities: {brand: brand}
features:
  - {name: brand_views, of: brand, count: , over: 1h, description: Of the brand.}
  - {name: item_large, of: item, count: , where: size > 3, over: 1h, description: Large ones.}
"""


def test_definitions_with_own_fields_learn_from_sessions_that_do_not_say_them() -> None:
    definitions = parse_definitions(OWN, "own.yaml")
    own = replace(task(), plan=shopping_plan(definitions, LIMITS.history))
    evaluation, artifact = evaluate(own, lambda _what, _share: None)
    assert evaluation.figures[OURS].hit_rate > 0.7
    assert {"brand_views", "item_large"} <= {*artifact.manifest.features}


def test_sessions_are_learned_from_as_queries_are_asked() -> None:
    """Times within a session, what was done and by whom: a query has none of it."""
    told = Session(
        "a", ("A", "B", "C"), (5_000, 9_000, 7_000), ("cart", "hide", "view"), ("u",) * 3
    )
    other = Session("b", ("D",), (6_000,), ("view",), (None,))
    events = events_of([told, other], task().plan)
    assert [(one.item_id, one.event_time_ms) for one in events] == [
        ("A", 5_000),
        ("D", 6_000),
        ("C", 5_000 + STEP_MS),
    ]
    assert {(one.event_type, one.user_id) for one in events} == {("view", None)}
    assert list(items_taught(told)) == ["A", "C"]


def test_sessions_without_times_follow_each_other() -> None:
    events = events_of([Session(f"s{n}", ("A", "B")) for n in range(4)], task().plan)
    times = np.array([one.event_time_ms for one in events])
    assert (np.diff(times) > 0).all()
    assert [one.session_id for one in events] == ["s0", "s0", "s1", "s1", "s2", "s2", "s3", "s3"]


def test_no_session_is_refused() -> None:
    nothing = Task(
        sessions=[],
        queries=task().queries,
        k=3,
        plan=PLAN,
        limits=LIMITS,
        training=SETTINGS,
        resampling=Resampling(100, 1),
    )
    with pytest.raises(ValueError, match="no session to learn from"):
        evaluate(nothing, lambda _what, _share: None)
