"""Typed reading of YAML nodes: every fault is noted with its line and reading goes on."""

import re
from collections.abc import Sequence
from typing import Final

import yaml

from events.shared.spelling import nearest
from features.shared.language.faults import RuleFault

Fields = dict[str, yaml.Node]

_KINDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true/false",
    "null": "nothing",
}
_LONGEST_WHOLE: Final = 9
# No encoder takes it: such a text could not leave the job.
_HALF_A_PAIR: Final = re.compile(r"[\ud800-\udfff]")


class FieldReader:
    """Reads the nodes of one file and collects what is wrong with them."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.faults: list[RuleFault] = []

    def refuse(self, node: yaml.Node, message: str) -> None:
        """Note a fault at the node's first line."""
        self.faults.append(RuleFault(self._path, node.start_mark.line + 1, message))

    def fields(self, node: yaml.Node, what: str, keys: Sequence[str]) -> Fields:
        """Return the values of the mapping by key; unknown, repeated, missing keys are faults."""
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, f"{what}: expected the keys {', '.join(keys)}, found {_kind(node)}")
            return {}
        found: Fields = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else _kind(key)
            if name not in keys:
                self.refuse(key, f"{what}: unknown key '{name}'{nearest(name, keys)}")
            elif name in found:
                self.refuse(key, f"{what}: key '{name}' is given twice")
            else:
                found[name] = value
        for name in keys:
            if name not in found:
                self.refuse(node, f"{what}: key '{name}' is missing")
        return found

    def text(self, fields: Fields, key: str, what: str, longest: int) -> str | None:
        """Return the text of the field, or None where it is absent or wrong."""
        node = fields.get(key)
        if node is None:
            return None
        if _kind(node) != "text":
            self.refuse(node, f"{what}: '{key}' must be text, found {_kind(node)}")
            return None
        value = str(node.value).strip()
        if not 1 <= len(value) <= longest:
            message = f"'{key}' must have 1 to {longest} characters, found {len(value)}"
            self.refuse(node, f"{what}: {message}")
            return None
        if _HALF_A_PAIR.search(value) is not None:
            self.refuse(node, f"{what}: '{key}' holds half a surrogate pair, text is expected")
            return None
        return value

    def version(self, fields: Fields, what: str) -> int | None:
        """Return the version, or None where it is absent or wrong."""
        node = fields.get("version")
        if node is None:
            return None
        written = str(node.value)
        sound = _kind(node) == "a whole number" and re.fullmatch(r"[1-9][0-9]*", written)
        if not sound or len(written) > _LONGEST_WHOLE:
            found = written if isinstance(node, yaml.ScalarNode) and written else _kind(node)
            message = f"'version' must be a whole number from 1, found {found[:40]}"
            self.refuse(node, f"{what}: {message}")
            return None
        return int(written)


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    tag = str(node.tag).rpartition(":")[2]
    return _KINDS.get(tag, tag)
