"""Rules files of the recommendation system, the shipped one among them.

::

    list:   {length: 20, per_category: 12, in_a_row: 4}
    rules:  id, version, expression, action, reason        as in the fraud system's files
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

import yaml

from features.shared.language.fields import FieldReader
from features.shared.language.possible_values import Codes, Range
from features.shared.language.value_types import NameType, Schema, ValueType
from models.recommendations.wording import SOURCES
from models.shared.rules.loading import ReadEntry, load_rules, parse_rules
from models.shared.rules.ruleset import RuleSet

ACTIONS: Final = ("exclude", "pin", "boost", "demote")
MOST_LISTED: Final = 100
SHIPPED_PATH: Final = "models/recommendations/rules/default.yaml"
SHIPPED_RULES: Final = Path(__file__).parent
"""Folder of the rules files that travel with the code."""

_SOURCE_VALUES: Final = Codes(
    kind="source of candidates",
    standard=f"one of {', '.join(SOURCES)}",
    known=frozenset(SOURCES),
    spoken={source: source for source in SOURCES},
)

CANDIDATE_NAMES: Final[Schema] = {
    "item_id": NameType(ValueType.TEXT, nullable=False),
    "category": NameType(ValueType.TEXT, nullable=True),
    "price_minor": NameType(ValueType.INT, nullable=True, possible=Range(least=0)),
    "available": NameType(ValueType.BOOL, nullable=False),
    "age_days": NameType(ValueType.FLOAT, nullable=True),
    "seen": NameType(ValueType.BOOL, nullable=False),
    "bought": NameType(ValueType.BOOL, nullable=False),
    "hidden": NameType(ValueType.BOOL, nullable=False),
    "source": NameType(ValueType.TEXT, nullable=False, possible=_SOURCE_VALUES),
    "same_category": NameType(ValueType.BOOL, nullable=True),
}
"""What a rule may read of a candidate."""


@dataclass(frozen=True, slots=True)
class ListForm:
    """How long a list is and how it is mixed.

    Attributes:
        length: items of a list at most.
        per_category: items of one category at most.
        in_a_row: of them, at most that many one after the other, as long as there are others.
    """

    length: int = 20
    per_category: int = MOST_LISTED
    in_a_row: int = MOST_LISTED


@dataclass(frozen=True, slots=True)
class ListRules:
    """A rules file.

    Attributes:
        rules: in force.
        form: of lists.
        sha256: of all that decides.
    """

    rules: RuleSet
    form: ListForm
    sha256: str


def load_list_rules(path: Path | None = None) -> ListRules:
    """Read and check a rules file, the shipped one where there is no path.

    Raises:
        RuleSetError: the file cannot be read or anything in it is wrong.
    """
    if path is None:
        folder = files("models.recommendations.rules")
        text = folder.joinpath("default.yaml").read_text(encoding="utf-8")
        return parse_list_rules(text, SHIPPED_PATH)
    forms: list[ListForm] = []
    return _together(load_rules(path, CANDIDATE_NAMES, ACTIONS, _entries(forms)), forms)


def parse_list_rules(text: str, path: str) -> ListRules:
    """Check the text of a rules file; `path` is for messages.

    Raises:
        RuleSetError: anything in it is wrong.
    """
    forms: list[ListForm] = []
    return _together(parse_rules(text, path, CANDIDATE_NAMES, ACTIONS, _entries(forms)), forms)


def _entries(forms: list[ListForm]) -> dict[str, ReadEntry]:
    """Who reads the entry `list`: into `forms`."""
    return {"list": lambda node, reader: forms.append(_form(node, reader))}


def _together(rules: RuleSet, forms: list[ListForm]) -> ListRules:
    form = forms[0] if forms else ListForm()
    content = json.dumps([rules.sha256, form.length, form.per_category, form.in_a_row])
    return ListRules(rules, form, sha256(content.encode()).hexdigest())


def _form(node: yaml.Node, reader: FieldReader) -> ListForm:
    names = ("length", "per_category", "in_a_row")
    fields = reader.fields(node, "list", (), names)
    found = {name: reader.whole(fields, name, "list", (1, MOST_LISTED)) for name in names}
    return ListForm(**{name: value for name, value in found.items() if value is not None})
