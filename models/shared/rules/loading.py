"""A rules file (YAML) to a rule set; everything wrong with it is reported at once, with lines."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

from features.shared.language.expression import parse_expression
from features.shared.language.faults import ExpressionError, RuleSetError
from features.shared.language.fields import FieldReader, Fields
from features.shared.language.file_text import FileForm, file_text
from features.shared.language.file_tree import file_tree
from features.shared.language.syntax import MAX_CHARACTERS
from features.shared.language.value_types import Schema
from models.shared.rules.rule import Rule
from models.shared.rules.ruleset import RuleSet, rule_set

MAX_RULES: Final = 500
MAX_REASON: Final = 200
MAX_ID: Final = 64

MAX_NODES: Final = 10_000
"""Keys, values, lists and maps. The rules of a full file have 11 each, their keys counted."""

_FORM: Final = FileForm("rules", "rules file", MAX_NODES, RuleSetError)
_KEYS: Final = ("id", "version", "expression", "action", "reason")
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")


_NO_ENTRIES: Final[Mapping[str, "ReadEntry"]] = {}
ReadEntry = Callable[[yaml.Node, FieldReader], None]
"""Reads an entry of a system's own, and notes what is wrong with it."""


def load_rules(
    path: Path,
    schema: Schema,
    actions: Sequence[str],
    entries: Mapping[str, ReadEntry] = _NO_ENTRIES,
) -> RuleSet:
    """Read and check a rules file.

    Args:
        path: of the file.
        schema: what rules may read.
        actions: what rules may ask for.
        entries: that a file may have beside its rules, by name, with who reads each.

    Raises:
        RuleSetError: the file cannot be read or anything in it is wrong.
    """
    return parse_rules(file_text(path, _FORM), str(path), schema, actions, entries)


def parse_rules(
    text: str,
    path: str,
    schema: Schema,
    actions: Sequence[str],
    entries: Mapping[str, ReadEntry] = _NO_ENTRIES,
) -> RuleSet:
    """Check the text of a rules file, see `load_rules`; `path` is for messages.

    Raises:
        RuleSetError: anything in it is wrong.
    """
    root = file_tree(text, path, _FORM)
    reader = FieldReader(path)
    fields = reader.fields(root, "rules file", ("version", "rules"), tuple(entries))
    version = reader.version(fields, "rules file")
    for name, read in entries.items():
        if name in fields:
            read(fields[name], reader)
    rules = _rules(fields, reader, schema, actions)
    if reader.faults or version is None:
        raise RuleSetError(reader.faults)
    return rule_set(version, rules)


def _rules(
    fields: Fields, reader: FieldReader, schema: Schema, actions: Sequence[str]
) -> list[Rule]:
    node = fields.get("rules")
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode) or len(node.value) > MAX_RULES:
        reader.refuse(node, f"'rules' must be a list of at most {MAX_RULES} rules")
        return []
    lines: dict[str, int] = {}
    found: list[Rule] = []
    for item in node.value:
        rule_fields = reader.fields(item, "rule", _KEYS)
        id_ = _id(rule_fields, reader, lines)
        rule = _rule(id_, rule_fields, reader, schema, actions)
        found += [] if rule is None else [rule]
    return found


def _rule(
    id_: str | None, fields: Fields, reader: FieldReader, schema: Schema, actions: Sequence[str]
) -> Rule | None:
    what = "rule" if id_ is None else f"rule '{id_}'"
    version = reader.version(fields, what)
    text = reader.text(fields, "expression", what, MAX_CHARACTERS)
    action = _action(fields, reader, what, actions)
    reason = reader.text(fields, "reason", what, MAX_REASON)
    if text is None:
        return None
    try:
        condition = parse_expression(text, schema)
    except ExpressionError as error:
        for fault in error.faults:
            reader.refuse(fields["expression"], f"{what}: expression {fault}")
        return None
    if id_ is None or version is None or action is None or reason is None:
        return None
    return Rule(id_, version, condition, action, reason)


def _action(fields: Fields, reader: FieldReader, what: str, actions: Sequence[str]) -> str | None:
    action = reader.text(fields, "action", what, MAX_REASON)
    if action is None or action in actions:
        return action
    *others, last = actions
    expected = f"{', '.join(others)} or {last}"
    reader.refuse(fields["action"], f"{what}: action must be {expected}, found '{action}'")
    return None


def _id(fields: Fields, reader: FieldReader, lines: dict[str, int]) -> str | None:
    id_ = reader.text(fields, "id", "rule", MAX_ID)
    if id_ is None:
        return None
    node = fields["id"]
    if _ID.fullmatch(id_) is None:
        reader.refuse(node, f"rule: id must be lower-case letters, digits, _, found '{id_}'")
        return None
    if id_ in lines:
        reader.refuse(node, f"rule '{id_}': the id is already used on line {lines[id_]}")
    lines.setdefault(id_, node.start_mark.line + 1)
    return id_
