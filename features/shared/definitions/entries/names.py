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
    """Names that are taken in one file.

    Args:
        reader: gets the faults.
        taken: what each name that the file cannot give already is, in words.
    """

    def __init__(self, reader: FieldReader, taken: Iterable[tuple[str, str]]) -> None:
        self._reader = reader
        self._taken = dict(taken)

    def give(self, name: str, node: yaml.Node, what: str) -> bool:
        """Take the name, or note why it cannot be."""
        fault = self._fault(name)
        if fault is not None:
            self._reader.refuse(node, f"{what}: {fault}")
            return False
        self._taken[name] = f"already used on line {node.start_mark.line + 1}"
        return True

    def _fault(self, name: str) -> str | None:
        if _NAME.fullmatch(name) is None:
            return f"the name must be lower-case letters, digits, _, found '{shown(name)}'"
        if len(name) > LONGEST_NAME:
            return f"the name must have at most {LONGEST_NAME} characters, found {len(name)}"
        if iskeyword(name) or name in FUNCTIONS:
            return f"'{name}' is a word of the language, which is no name"
        taken = self._taken.get(name)
        return None if taken is None else f"the name '{name}' is {taken}"
