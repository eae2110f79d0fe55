"""Typed reading of YAML nodes: every fault is noted with its line and reading goes on."""

import re
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Final

import yaml

from events.shared.spelling import nearest
from features.shared.language.faults import FileFault
from features.shared.language.node_words import found_in, kind_of, shown

Fields = dict[str, yaml.Node]

_LONGEST_VERSION: Final = 9
_LONGEST_WHOLE: Final = 19
_LONGEST_WORD: Final = 40
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+][0-9]+)?")
# No encoder takes it: such a text could not leave the job.
_HALF_A_PAIR: Final = re.compile(r"[\ud800-\udfff]")


class FieldReader:
    """Reads the nodes of one file and collects what is wrong with them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[FileFault] = []

    def refuse(self, node: yaml.Node, message: str) -> None:
        """Note a fault at the node's first line."""
        self.faults.append(FileFault(self.path, node.start_mark.line + 1, message))

    def fields(
        self, node: yaml.Node, what: str, keys: Sequence[str], optional: Sequence[str] = ()
    ) -> Fields:
        """Return the values of the mapping by key; unknown, repeated, missing keys are faults."""
        if not isinstance(node, yaml.MappingNode):
            message = f"{what}: expected the keys {', '.join(keys or optional)}"
            self.refuse(node, f"{message}, found {kind_of(node)}")
            return {}
        found: Fields = {}
        known = (*keys, *optional)
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else kind_of(key)
            if name not in known:
                self.refuse(key, f"{what}: unknown key '{shown(name)}'{nearest(name, known)}")
            elif name in found:
                self.refuse(key, f"{what}: key '{name}' is given twice")
            else:
                found[name] = value
        for name in keys:
            if name not in found:
                self.refuse(node, f"{what}: key '{name}' is missing")
        return found

    def entries(self, node: yaml.Node, what: str, most: int) -> Iterator[tuple[str, yaml.Node]]:
        """Give name and value of each entry of a mapping with names of its own choice."""
        if not isinstance(node, yaml.MappingNode) or len(node.value) > most:
            found = len(node.value) if isinstance(node, yaml.MappingNode) else kind_of(node)
            self.refuse(node, f"{what}: expected a mapping of at most {most} names, found {found}")
            return
        names: set[str] = set()
        for key, value in node.value:
            if kind_of(key) != "text" or _HALF_A_PAIR.search(str(key.value)) is not None:
                scalar = isinstance(key, yaml.ScalarNode)
                found = ascii(shown(str(key.value))) if scalar else kind_of(key)
                self.refuse(key, f"{what}: expected a name, found {found}")
            elif str(key.value) in names:
                self.refuse(key, f"{what}: '{shown(str(key.value))}' is given twice")
            else:
                names.add(str(key.value))
                yield str(key.value), value

    def text(self, fields: Fields, key: str, what: str, longest: int) -> str | None:
        """Return the text of the field, or None where it is absent or wrong."""
        node = fields.get(key)
        return None if node is None else self.text_of(node, key, what, longest)

    def text_of(self, node: yaml.Node, key: str, what: str, longest: int) -> str | None:
        """Return the text of the node, or None where it is wrong."""
        if kind_of(node) != "text":
            self.refuse(node, f"{what}: '{key}' must be text, found {kind_of(node)}")
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

    def choice(self, fields: Fields, key: str, what: str, known: Sequence[str]) -> str | None:
        """Return the text of the field, one of those known, or None where it is absent or wrong."""
        value = self.text(fields, key, what, _LONGEST_WORD)
        if value is not None and value not in known:
            message = f"'{key}' must be one of {', '.join(known)}, found '{value}'"
            self.refuse(fields[key], f"{what}: {message}{nearest(value, known)}")
            return None
        return value

    def flag(self, fields: Fields, key: str, what: str) -> bool | None:
        """Return whether the field is true, or None where it is absent or wrong."""
        node = fields.get(key)
        if node is None:
            return None
        if kind_of(node) != "true/false" or str(node.value).lower() not in {"true", "false"}:
            self.refuse(node, f"{what}: '{key}' must be true or false, found {found_in(node)}")
            return None
        return str(node.value).lower() == "true"

    def whole(self, fields: Fields, key: str, what: str, limits: tuple[int, int]) -> int | None:
        """Return the whole number of the field, or None where it is absent or wrong."""
        node = fields.get(key)
        if node is None:
            return None
        written, (least, most) = str(node.value), limits
        sound = kind_of(node) == "a whole number" and _WHOLE.fullmatch(written) is not None
        if not sound or len(written) > _LONGEST_WHOLE or not least <= int(written) <= most:
            message = f"'{key}' must be a whole number from {least} to {most}"
            self.refuse(node, f"{what}: {message}, found {found_in(node)}")
            return None
        return int(written)

    def number(self, fields: Fields, key: str, what: str) -> float | None:
        """Return the number of the field, or None where it is absent or wrong."""
        node = fields.get(key)
        if node is None:
            return None
        written = str(node.value)
        sound = kind_of(node) in {"a whole number", "a number"} and _NUMBER.fullmatch(written)
        if not sound or len(written) > _LONGEST_WORD or not isfinite(float(written)):
            self.refuse(node, f"{what}: '{key}' must be a number, found {found_in(node)}")
            return None
        return float(written)

    def version(self, fields: Fields, what: str) -> int | None:
        """Return the version, or None where it is absent or wrong."""
        node = fields.get("version")
        if node is None:
            return None
        written = str(node.value)
        sound = kind_of(node) == "a whole number" and re.fullmatch(r"[1-9][0-9]*", written)
        if not sound or len(written) > _LONGEST_VERSION:
            message = f"'version' must be a whole number from 1, found {found_in(node)}"
            self.refuse(node, f"{what}: {message}")
            return None
        return int(written)
