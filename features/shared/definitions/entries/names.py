"""The names that a file gives: one way to write them, each given once."""

import re
from collections.abc import Iterable
from keyword import iskeyword
from typing import Final

import yaml

from features.shared.language.fields import FieldReader
from features.shared.language.functions import FUNCTIONS
from features.shared.language.node_words import shown

LONGEST_NAME: Final = 64

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class GivenNames:
    """Names that are taken.

    Args:
        taken: what each name that no file can give already is, in words.
    """

    def __init__(self, taken: Iterable[tuple[str, str]]) -> None:
        self._taken = dict(taken)
        self._given: dict[str, tuple[str, int]] = {}

    def give(self, name: str, node: yaml.Node, what: str, reader: FieldReader) -> bool:
        """Take the name, or note why it cannot be."""
        fault = self._fault(name, reader.path)
        if fault is not None:
            reader.refuse(node, f"{what}: {fault}")
            return False
        self._given[name] = (reader.path, node.start_mark.line + 1)
        return True

    def _fault(self, name: str, path: str) -> str | None:
        if _NAME.fullmatch(name) is None:
            return f"the name must be lower-case letters, digits, _, found '{shown(name)}'"
        if len(name) > LONGEST_NAME:
            return f"the name must have at most {LONGEST_NAME} characters, found {len(name)}"
        if iskeyword(name) or name in FUNCTIONS:
            return f"'{name}' is a word of the language, which is no name"
        if name in self._given:
            where, line = self._given[name]
            of_other = "" if where == path else f" of {where}"
            return f"the name '{name}' is already used on line {line}{of_other}"
        return f"the name '{name}' is {self._taken[name]}" if name in self._taken else None
