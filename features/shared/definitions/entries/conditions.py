"""Expressions of a definition file: conditions over an event, values over what stands before."""

import re
from typing import Final

import yaml

from features.shared.definitions.entries.file_scope import FileScope
from features.shared.language.expression import Expression, parse_expression, parse_value
from features.shared.language.faults import ExpressionError
from features.shared.language.fields import Fields
from features.shared.language.syntax import MAX_CHARACTERS

_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")


def read_condition(node: yaml.Node, key: str, what: str, scope: FileScope) -> Expression | None:
    """The condition over fields of the event, or None where it is wrong."""
    text = scope.reader.text_of(node, key, what, MAX_CHARACTERS)
    if text is None:
        return None
    try:
        return parse_expression(text, scope.event_names())
    except ExpressionError as error:
        fields = scope.event_names()
        features = [word for word in _words(text) if scope.is_feature(word) and word not in fields]
        own = "; ".join(f"'{word}' is a feature, '{key}' reads the event" for word in features)
        _refuse(node, f"{what}: {key}", error, own, scope)
        return None


def read_value(fields: Fields, what: str, scope: FileScope) -> Expression | None:
    """The expression over fields and earlier features, or None where it is wrong."""
    text = scope.reader.text(fields, "value", what, MAX_CHARACTERS)
    if text is None:
        return None
    node = fields["value"]
    try:
        return parse_value(text, scope.value_names())
    except ExpressionError as error:
        _refuse(node, f"{what}: value", error, _not_before(text, node, scope), scope)
        return None


def _refuse(
    node: yaml.Node, what: str, error: ExpressionError, hint: str, scope: FileScope
) -> None:
    for fault in error.faults:
        scope.reader.refuse(node, f"{what} {fault}{f' ({hint})' if hint else ''}")


def _not_before(text: str, node: yaml.Node, scope: FileScope) -> str:
    line = node.start_mark.line + 1
    found = [
        f"'{word}' stands on line {scope.later[word]}, a value reads what stands before it"
        for word in _words(text)
        if word not in scope.features and scope.later.get(word, 0) >= line - 1
    ]
    return "; ".join(found)


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(_WORD.findall(text)))
