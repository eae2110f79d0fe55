"""Experiment files: what is compared, by whom, and how much is explored.

::

    id: ranker-2
    salt: spring
    arms:
      - {name: control, share: 0.5, ranker: shipped}
      - {name: no-ranker, share: 0.5, ranker: none, rules: rules.yaml}
    explore: {share: 0.1, places: 3}        may be left out
"""

import re
from pathlib import Path
from typing import Final

import yaml

from features.shared.language.faults import FileError
from features.shared.language.fields import FieldReader, Fields
from features.shared.language.file_text import FileForm, file_text
from features.shared.language.file_tree import file_tree
from models.recommendations.experiments.experiment import (
    NO_RANKER,
    SHIPPED,
    Arm,
    Experiment,
    Explore,
)
from models.recommendations.experiments.exploration import FEWEST_PLACES, MOST_PLACES

FEWEST_ARMS: Final = 2
MOST_ARMS: Final = 10
MAX_NAME: Final = 64

_MAX_PATH: Final = 4096
_MAX_NODES: Final = 500
_ROUNDING: Final = 1e-6
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_WHAT: Final = "experiment"


class ExperimentError(FileError):
    """An experiment file that cannot be used."""


_FORM: Final = FileForm("experiment", "experiment file", _MAX_NODES, ExperimentError)


def load_experiment(path: Path) -> Experiment:
    """Read and check an experiment file; paths in it are relative to its folder.

    What is not there is named as the settings of a job name it. Rankers and rules are read by who
    makes lists of them.

    Raises:
        ExperimentError: the file cannot be read or anything in it is wrong.
    """
    return parse_experiment(file_text(path, _FORM), str(path), path.parent)


def parse_experiment(text: str, path: str, folder: Path) -> Experiment:
    """Check the text of an experiment file.

    Args:
        text: of the file.
        path: for messages.
        folder: that its paths are relative to.

    Raises:
        ExperimentError: anything in it is wrong.
    """
    root = file_tree(text, path, _FORM)
    reader = FieldReader(path)
    fields = reader.fields(root, "experiment file", ("id", "salt", "arms"), ("explore",))
    id_ = _name(fields, "id", _WHAT, reader)
    salt = reader.text(fields, "salt", _WHAT, MAX_NAME)
    arms = _arms(fields, reader, folder)
    explore = _explore(fields["explore"], reader) if "explore" in fields else None
    if reader.faults or id_ is None or salt is None:
        raise ExperimentError(reader.faults)
    return Experiment(id_, salt, tuple(arms), explore)


def _arms(fields: Fields, reader: FieldReader, folder: Path) -> list[Arm]:
    node = fields.get("arms")
    if node is None:
        return []
    expected = f"'arms' must be a list of {FEWEST_ARMS} to {MOST_ARMS} arms"
    if not isinstance(node, yaml.SequenceNode):
        reader.refuse(node, expected)
        return []
    if not FEWEST_ARMS <= len(node.value) <= MOST_ARMS:
        reader.refuse(node, f"{expected}, found {len(node.value)}")
        return []
    arms = [_arm(one, reader, folder) for one in node.value]
    sound = [arm for arm in arms if arm is not None]
    if len(sound) == len(arms):
        _check_together(sound, node, reader)
    return sound


def _check_together(arms: list[Arm], node: yaml.SequenceNode, reader: FieldReader) -> None:
    names = [arm.name for arm in arms]
    for place, name in enumerate(names):
        if name in names[:place]:
            reader.refuse(node.value[place], f"arm '{name}': the name is given twice")
    together = sum(arm.share for arm in arms)
    if abs(together - 1) > _ROUNDING:
        message = f"'share' of all arms must be 1 together, found {together:.6g}"
        reader.refuse(node, f"{_WHAT}: {message}")


def _arm(node: yaml.Node, reader: FieldReader, folder: Path) -> Arm | None:
    fields = reader.fields(node, "arm", ("name", "share", "ranker"), ("rules",))
    name = _name(fields, "name", "arm", reader)
    what = "arm" if name is None else f"arm '{name}'"
    share = _share(fields, what, reader)
    ranker = reader.text(fields, "ranker", what, _MAX_PATH)
    rules = reader.text(fields, "rules", what, _MAX_PATH)
    if name is None or share is None or ranker is None:
        return None
    placed = ranker if ranker in {SHIPPED, NO_RANKER} else _beside(ranker, folder)
    if rules is not None and rules != SHIPPED:
        rules = _beside(rules, folder)
    return Arm(name, share, placed, rules)


def _beside(path: str, folder: Path) -> str:
    """A path from the folder of the file; as it is where nothing is there, such as in a bundle."""
    found = folder / path
    return str(found) if found.exists() else path


def _explore(node: yaml.Node, reader: FieldReader) -> Explore | None:
    fields = reader.fields(node, "explore", ("share", "places"))
    share = _share(fields, "explore", reader)
    places = reader.whole(fields, "places", "explore", (FEWEST_PLACES, MOST_PLACES))
    return None if share is None or places is None else Explore(share, places)


def _share(fields: Fields, what: str, reader: FieldReader) -> float | None:
    share = reader.number(fields, "share", what)
    if share is not None and not 0 < share <= 1:
        reader.refuse(
            fields["share"], f"{what}: 'share' must be above 0, at most 1, found {share:g}"
        )
        return None
    return share


def _name(fields: Fields, key: str, what: str, reader: FieldReader) -> str | None:
    name = reader.text(fields, key, what, MAX_NAME)
    if name is not None and _NAME.fullmatch(name) is None:
        expected = "lower-case letters, digits, '_', '.' and '-', no sign at its begin"
        reader.refuse(fields[key], f"{what}: '{key}' must be {expected}, found '{name}'")
        return None
    return name
