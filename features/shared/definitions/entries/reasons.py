"""The entry ``reasons``: what is unusual, in words, by the code that a decision carries."""

import re
from typing import Final

import yaml

from features.shared.language.fields import FieldReader
from features.shared.language.node_words import shown

MAX_REASONS: Final = 100
LONGEST_REASON: Final = 200

_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{1,7}")


def read_reasons(node: yaml.Node | None, reader: FieldReader, found: dict[str, str]) -> None:
    """Add the sentence of each code; one that is there keeps its meaning."""
    if node is None:
        return
    for code, value in reader.entries(node, "reasons", MAX_REASONS):
        if _CODE.fullmatch(code) is None:
            message = f"a code is 2 to 8 capital letters and digits, found '{shown(code)}'"
            reader.refuse(value, f"reasons: {message}")
        text = reader.text_of(value, code, "reasons", LONGEST_REASON)
        if code in found:
            reader.refuse(value, f"reasons: '{code}' already stands for '{found[code]}'")
        else:
            found[code] = text or ""
