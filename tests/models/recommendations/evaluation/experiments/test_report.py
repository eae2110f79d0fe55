"""A known effect is found, a broken split is told, and too little data is called that."""

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopping_event import ShoppingEvent
from models.recommendations.evaluation.experiments.exposures import exposures
from models.recommendations.evaluation.experiments.outcomes import outcomes
from models.recommendations.evaluation.experiments.people import People
from models.recommendations.evaluation.experiments.report import ExperimentReport, report_of
from tests.models.recommendations.evaluation.experiments.logged import (
    EXPERIMENT,
    START_MS,
    a_link,
    a_list,
    a_purchase,
    simulated,
    without,
)


def report(
    lists: Iterable[RecommendationList],
    events: Iterable[ShoppingEvent],
    people: People | None = None,
) -> ExperimentReport:
    people = people or People()
    log = exposures(lists, people, EXPERIMENT)
    return report_of(log, outcomes(events, log.exposed, people), "EUR")


def test_a_known_effect_is_within_its_interval_in_conversion_and_revenue() -> None:
    found = report(*simulated(8_000, {"control": 0.1, "new": 0.13}, seed=1))
    control, new = found.arms
    assert (found.broken, found.warnings, found.before) == (False, (), 8_000)
    assert new.lifts["conversion"].verdict == new.lifts["revenue EUR"].verdict == "higher"
    for lift in new.lifts.values():
        assert lift.lift_interval.low is not None
        assert lift.lift_interval.high is not None
        assert lift.lift_interval.low < 0.3 < lift.lift_interval.high
    assert control.metrics["revenue EUR"].mean == pytest.approx(10, rel=0.1)
    assert control.exposed + new.exposed == 8_000


def test_intervals_over_many_experiments_hold_the_truth_as_often_as_they_say() -> None:
    runs = [simulated(400, {"control": 0.2, "new": 0.25}, seed=seed) for seed in range(60)]
    intervals = [report(*run).arms[1].lifts["conversion"].lift_interval for run in runs]
    inside = [one.low <= 0.25 <= one.high for one in intervals]  # type: ignore[operator]
    assert 53 <= sum(inside) <= 60


def test_a_split_that_loses_a_tenth_of_an_arm_is_called_broken_before_anything_else() -> None:
    lists, events = simulated(8_000, {"control": 0.1, "new": 0.1}, seed=2)
    found = report(without(lists, "new", every=8), events)
    assert found.broken
    assert found.warnings[0].startswith("THE SPLIT IS BROKEN: control has")


def test_lists_of_another_salt_are_called_a_broken_split() -> None:
    lists = [a_list(f"user:u{n}", START_MS, ("control", "new")[n % 2]) for n in range(200)]
    found = report(lists, [])
    assert not found.sample_ratio.broken
    assert found.broken
    assert "lists are of an arm that is not that of their shopper" in found.warnings[0]


def test_an_experiment_of_an_hour_is_too_little_data() -> None:
    found = report(*simulated(60, {"control": 0.1, "new": 0.13}, seed=3))
    assert found.arms[1].lifts["conversion"].verdict == "too little data"


def test_shoppers_that_two_arms_have_seen_are_told_of() -> None:
    lists, events = simulated(300, {"control": 0.1, "new": 0.1}, seed=4)
    sessions = [a_list(f"session:s{n}", START_MS, "control") for n in range(12)]
    news = [one.user_id for one in lists if one.variant == "new"][:12]
    people = People([a_link(f"session:s{n}", f"{one}") for n, one in enumerate(news)])
    found = report([*lists, *sessions], events, people)
    assert found.seen_by_both == 12
    assert any("12 of 300 shoppers were shown lists of two arms" in one for one in found.warnings)


def test_what_has_no_rate_is_a_metric_of_its_own() -> None:
    lists, events = simulated(100, {"control": 0.5, "new": 0.5}, seed=5)
    shopper = f"user:{lists[0].user_id}"
    other = a_purchase(shopper, START_MS + 99, price=None, price_minor=7, currency="XAF")
    found = report(lists, [*events, replace(other, price_base_minor=None)])
    assert list(found.arms[0].metrics) == ["conversion", "revenue EUR", "revenue XAF"]
    assert found.unrated == {"XAF": 1}
    together = sum(arm.metrics["revenue XAF"].mean * arm.exposed for arm in found.arms)
    assert together == pytest.approx(7)
