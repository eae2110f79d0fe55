"""Whom an experiment has shown what, and from when on."""

import pytest

from events.recommendations.recommendation_list import Exposure
from models.recommendations.evaluation.experiments.exposures import (
    ExperimentLogError,
    Exposed,
    exposures,
)
from models.recommendations.evaluation.experiments.people import People
from models.recommendations.experiments.experiment import Arm, Experiment
from tests.models.recommendations.evaluation.experiments.logged import (
    EXPERIMENT,
    START_MS,
    a_link,
    a_list,
)

NOBODY = People()


def test_a_shopper_is_exposed_from_the_first_list_on_whatever_order_lists_are_in() -> None:
    lists = [a_list("user:u", START_MS + late, "new") for late in (5, 1, 9)]
    log = exposures([*lists, lists[0]], NOBODY)
    assert log.exposed == {"user:u": Exposed("new", START_MS + 1, both=False)}
    assert (log.experiment, log.lists) == ("e", {"new": 3})


def test_a_linked_shopper_is_in_the_arm_of_the_id_that_stays_from_its_list_on() -> None:
    lists = [a_list("session:s", START_MS, "control"), a_list("user:u", START_MS + 7, "new")]
    log = exposures(lists, People([a_link("session:s", "u")]))
    assert log.exposed == {"user:u": Exposed("new", START_MS + 7, both=True)}


def test_where_the_id_that_stays_was_shown_nothing_the_first_list_counts() -> None:
    lists = [a_list("session:t", START_MS + 3, "new"), a_list("session:s", START_MS, "control")]
    log = exposures(lists, People([a_link("session:s", "u"), a_link("session:t", "u")]))
    assert log.exposed == {"user:u": Exposed("control", START_MS, both=True)}


def test_lists_without_an_experiment_and_of_another_one_are_left_out() -> None:
    other = a_list("user:v", START_MS, "x", exposure=Exposure("other", "x", 0.5))
    bare = a_list("user:w", START_MS, "control", exposure=None)
    arm = EXPERIMENT.arm_of("user:u").name
    log = exposures([a_list("user:u", START_MS, arm), other, bare], NOBODY, EXPERIMENT)
    assert (list(log.exposed), log.others, log.strangers) == (["user:u"], 2, 0)
    assert log.shares == {"control": 0.5, "new": 0.5}


def test_a_list_of_another_arm_than_that_of_any_of_the_ids_is_a_stranger() -> None:
    arms = {f"user:u{n}": EXPERIMENT.arm_of(f"user:u{n}").name for n in range(40)}
    swapped = {"control": "new", "new": "control"}
    lists = [a_list(key, START_MS, swapped[arm]) for key, arm in arms.items()]
    assert exposures(lists, NOBODY, EXPERIMENT).strangers == 40
    new = next(key for key, arm in arms.items() if arm == "new")
    control = next(key for key, arm in arms.items() if arm == "control")
    linked = People([a_link(new, control.removeprefix("user:"))])
    assert exposures([a_list(new, START_MS, "control")], linked, EXPERIMENT).strangers == 0


def test_lists_of_no_experiment_are_refused() -> None:
    lists = [a_list("user:u", START_MS, "new", exposure=None)]
    with pytest.raises(ExperimentLogError, match="lists: 1 of them, none of an experiment, some"):
        exposures(lists, NOBODY)
    with pytest.raises(ExperimentLogError, match="none of experiment 'e', some expected"):
        exposures(lists, NOBODY, EXPERIMENT)


def test_lists_of_two_experiments_or_of_two_shares_of_one_arm_are_refused() -> None:
    first = a_list("user:u", START_MS, "new")
    of_two = [first, a_list("user:v", START_MS, "new", exposure=Exposure("f", "new", 0.5))]
    with pytest.raises(ExperimentLogError, match="of the experiments e, f, those of one are exp"):
        exposures(of_two, NOBODY)
    changed = [first, a_list("user:v", START_MS, "new", exposure=Exposure("e", "new", 0.4))]
    with pytest.raises(ExperimentLogError, match=r"a share of 0\.5 and of 0\.4, one share is exp"):
        exposures(changed, NOBODY)


def test_arms_that_are_not_those_of_the_file_are_refused() -> None:
    lists = [a_list("user:u", START_MS, "new")]
    renamed = Experiment("e", "s", (Arm("a", 0.5, "none"), Arm("b", 0.5, "none")))
    with pytest.raises(ExperimentLogError, match="arm 'new': in the lists, not in the file: a, b"):
        exposures(lists, NOBODY, renamed)
    smaller = Experiment("e", "s", (Arm("control", 0.9, "none"), Arm("new", 0.1, "none")))
    with pytest.raises(ExperimentLogError, match=r"a share of 0\.5 in the lists, of 0\.1 in the f"):
        exposures(lists, NOBODY, smaller)
