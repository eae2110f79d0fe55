"""What a job keeps its states by, found in the files of its bundle without running any of them.

::

    features/fraud/own.yaml             --+
    models/fraud/rules/rules.yaml       --+--> definitions, and which features are computed
    models/fraud/artifacts/own/manifest --+
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import yaml

from features.fraud.definitions import DEFAULT, parse_definitions
from features.fraud.payment_plan import payment_plan
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from features.shared.placed_file import path_in_bundle, text_in_bundle
from features.shared.plan.definition_change import InForce

DECIDED_BY: Final = (
    "features/fraud/*.yaml",
    "models/fraud/rules/*.yaml",
    "models/fraud/artifacts/*/manifest.json",
)
"""The files of a bundle that say what its job computes."""

_SHIPPED: Final = "features/fraud/definitions.yaml"
_DEFAULT_RULES: Final = "models/fraud/rules/default.yaml"
_ARTIFACTS: Final = "models/fraud/artifacts"
_SHIPPED_MODEL: Final = re.compile(rf"{_ARTIFACTS}/fraud-v[0-9]+/")
"""A release has one, of whatever version; a team's own models stand beside it."""
_WORD: Final = re.compile(r"""'[^']*'|"[^"]*"|(?P<name>[a-z][a-z0-9_]*)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the settings of a job name: a file or folder, or `default`.

    Attributes:
        definitions: of features.
        rules: in force.
        model: in force.
    """

    definitions: str
    rules: str
    model: str


def bundled(files: Mapping[str, bytes], named: Named, limits: HistoryLimits) -> InForce | None:
    """What a job of a bundle keeps its states by; None where it has no file of definitions.

    Args:
        files: those of `DECIDED_BY` by path.
        named: by the settings of the job.
        limits: of the job.

    Raises:
        DefinitionsError: the definitions are not sound to this version.
        ValueError: a file that the settings name is not in the bundle, or cannot be read.
    """
    if _SHIPPED not in files:
        return None
    path = _path(named.definitions, "features/fraud", _SHIPPED)
    shipped = files[_SHIPPED].decode()
    definitions = parse_definitions(text_in_bundle(files, path), path, shipped)
    read = {*_of_rules(files, named.rules), *_of_model(files, named.model)}
    needed = [one.name for one in definitions.features if one.written or one.name in read]
    return in_force(definitions, tuple(needed), limits)


def in_force(definitions: Definitions, needed: tuple[str, ...], limits: HistoryLimits) -> InForce:
    """What a job keeps its states by that computes the features `needed`."""
    plan = payment_plan(definitions, limits, needed, goes_on=True)
    return InForce(definitions, needed, limits, plan)


def _path(name: str, folder: str, default: str) -> str:
    return path_in_bundle(name, folder, default if name == DEFAULT else None)


def _of_rules(files: Mapping[str, bytes], name: str) -> Iterator[str]:
    """Every name in the expressions, fields of the payment among them."""
    path = _path(name, "models/fraud/rules", _DEFAULT_RULES)
    try:
        found: Any = yaml.safe_load(text_in_bundle(files, path))
        expressions = [str(rule["expression"]) for rule in found["rules"]]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: no rules: {error}") from None
    for expression in expressions:
        for match in _WORD.finditer(expression):
            if match["name"]:
                yield match["name"]


def _of_model(files: Mapping[str, bytes], name: str) -> list[str]:
    """The features that the model reads."""
    models = [path for path in files if _SHIPPED_MODEL.match(path)]
    shipped = models[0] if models else f"{_ARTIFACTS}/fraud-v*/manifest.json"
    path = shipped if name == DEFAULT else f"{_ARTIFACTS}/{PurePath(name).name}/manifest.json"
    try:
        return [str(one) for one in json.loads(text_in_bundle(files, path))["features"]]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: no manifest of a model: {error}") from None
