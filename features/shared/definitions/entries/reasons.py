"""The entry ``reasons``: what is unusual, in words, by the code that a decision carries."""

import re
from typing import Final

import yaml

from features.shared.language.fields import FieldReader
from features.shared.language.node_words import shown

MAX_REASONS: Final = 100
LONGEST_REASON: Final = 200

_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{1,7}")


def read_reasons(node: yaml.Node | None, reader: FieldReader) -> dict[str, str]:
    """The sentence of each code."""
    found: dict[str, str] = {}
    if node is None:
        return found
    for code, value in reader.entries(node, "reasons", MAX_REASONS):
        if _CODE.fullmatch(code) is None:
            message = f"a code is 2 to 8 capital letters and digits, found '{shown(code)}'"
            reader.refuse(value, f"reasons: {message}")
        text = reader.text_of(value, code, "reasons", LONGEST_REASON)
        found[code] = text or ""
    return found
