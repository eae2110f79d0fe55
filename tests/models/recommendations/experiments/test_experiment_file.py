"""An experiment file is read whole, or refused with every fault and its line."""

from pathlib import Path

import pytest

from models.recommendations.experiments.experiment import Arm, Experiment, Explore
from models.recommendations.experiments.experiment_file import (
    ExperimentError,
    load_experiment,
    parse_experiment,
)

SOUND = """\
id: ranker-2
salt: spring
arms:
  - {name: control, share: 0.5, ranker: shipped}
  - {name: new, share: 0.3, ranker: rankers/v2, rules: own.yaml}
  - {name: rough, share: 0.2, ranker: none, rules: shipped}
explore: {share: 0.1, places: 3}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(ExperimentError) as raised:
        parse_experiment(text, "e.yaml", Path("folder"))
    return [str(fault) for fault in raised.value.faults]


def test_a_file_is_what_it_says_with_paths_from_its_folder_where_they_are_there(
    tmp_path: Path,
) -> None:
    file = tmp_path / "e.yaml"
    file.write_text(SOUND)
    (tmp_path / "rankers" / "v2").mkdir(parents=True)
    assert load_experiment(file) == Experiment(
        "ranker-2",
        "spring",
        (
            Arm("control", 0.5, "shipped"),
            Arm("new", 0.3, str(tmp_path / "rankers/v2"), "own.yaml"),
            Arm("rough", 0.2, "none", "shipped"),
        ),
        Explore(0.1, 3),
    )


@pytest.mark.parametrize(
    ("was", "written", "fault"),
    [
        ("id: ranker-2", "id: Ranker 2", "e.yaml:1: experiment: 'id' must be lower-case letters"),
        ("salt: spring", "salts: spring", "experiment file: unknown key 'salts'"),
        ("share: 0.3", "share: 0.4", "experiment: 'share' of all arms must be 1 together, found 1"),
        ("share: 0.3", "share: 0", "arm 'new': 'share' must be above 0, at most 1, found 0"),
        ("share: 0.3", "share: half", "arm 'new': 'share' must be a number, found"),
        ("name: new", "name: control", "arm 'control': the name is given twice"),
        ("ranker: none", "model: none", "arm: unknown key 'model'"),
        ("places: 3", "places: 9", "explore: 'places' must be a whole number from 2 to 8, found"),
        ("share: 0.1", "share: 1.5", "explore: 'share' must be above 0, at most 1, found 1.5"),
    ],
)
def test_a_fault_names_field_value_and_what_is_expected(was: str, written: str, fault: str) -> None:
    assert was in SOUND
    assert any(fault in one for one in faults(SOUND.replace(was, written)))


def test_all_faults_are_told_at_once() -> None:
    text = SOUND.replace("0.5", "2").replace("places: 3", "places: 1").replace("ranker-2", "R")
    assert [one.split(":")[1] for one in faults(text)] == ["1", "4", "7"]


def test_one_arm_is_no_experiment() -> None:
    text = "id: e\nsalt: s\narms: [{name: a, share: 1, ranker: none}]\n"
    assert faults(text) == ["e.yaml:3: 'arms' must be a list of 2 to 10 arms, found 1"]


def test_a_file_that_is_not_there_is_a_fault_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"e\.yaml:1: cannot be read: No such file"):
        load_experiment(tmp_path / "e.yaml")
