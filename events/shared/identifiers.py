"""What an id may be: one rule for the wire, for imports, rules, state and the store.

An id is a key in three languages: Java text in Flink, Python text in the features, bytes in the
store. What one of them changes, drops or shows as something else would make two cards of one, or
one of two.
"""

import re
from typing import Final

MAX_IDENTIFIER_LENGTH: Final = 128
"""Unicode code points."""

FORBIDDEN_CHARACTERS: Final = (
    r"\x00-\x1f\x7f-\x9f"  # control characters C0 and C1, line ends among them
    r"\u2028\u2029"  # line and paragraph separator
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what changes the direction of text
    r"\ufeff"  # the byte-order mark, which the bridge to Python drops at the start of a text
    r"\ufffd"  # what a decoder puts where bytes were lost: it would make one id of many
    r"\ufdd0-\ufdef\ufffe\uffff"  # noncharacters; the bridge takes U+FFFE for a swapped mark
    r"\ud800-\udfff"  # halves of a surrogate pair, which are no characters
)
"""What no id holds, as the inside of a character class."""

INVISIBLE_CHARACTERS: Final = (
    r" \u00a0\u00ad\u1680\u180e\u2000-\u200d\u202f\u205f\u2060-\u2064\u206a-\u206f\u3000"
    r"\ufff9-\ufffb"
)
"""Spaces and format characters, which no id starts or ends with, as the inside of a class.

Tags (U+E0001 and on) may end one: the flag of Scotland ends in a tag.
"""


def text_pattern(longest: int) -> str:
    """The rule for an id of at most `longest` code points, as a regular expression.

    Python, Java and JSON Schema read it in the same way. `$` alone also matches before a line end
    that is the last character, of which Java knows five.
    """
    return (
        rf"^(?![{INVISIBLE_CHARACTERS}])[^{FORBIDDEN_CHARACTERS}]{{1,{longest}}}"
        rf"(?<![{INVISIBLE_CHARACTERS}])$(?![\s\S])"
    )


IDENTIFIER_PATTERN: Final = text_pattern(MAX_IDENTIFIER_LENGTH)
"""The rule for an id of full length."""

_PATTERN: Final = re.compile(IDENTIFIER_PATTERN)
_CLASSES: Final = (
    (re.compile(r"[\ud800-\udfff]"), "half a surrogate pair"),
    (re.compile(r"[\n\r\x85\u2028\u2029]"), "a line end"),
    (re.compile(r"[\x00-\x1f\x7f-\x9f]"), "a control character"),
    (re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"), "a change of text direction"),
    (re.compile("\ufeff"), "a byte-order mark"),
    (re.compile("\ufffd"), "a replacement character"),
    (re.compile(r"[\ufdd0-\ufdef\ufffe\uffff]"), "a noncharacter"),
)
_OUTER: Final = re.compile(rf"^[{INVISIBLE_CHARACTERS}]|[{INVISIBLE_CHARACTERS}]$(?![\s\S])")


def identifier_fault(value: str, longest: int = MAX_IDENTIFIER_LENGTH) -> str | None:
    """What keeps `value` from being an id, or None where it is one; the value is not shown.

    Args:
        value: the text.
        longest: code points allowed, at most `MAX_IDENTIFIER_LENGTH`.

    >>> identifier_fault("m-17") is None
    True
    >>> identifier_fault("m-17 ")
    'a space at its start or end'
    """
    if len(value) <= longest and _PATTERN.search(value) is not None:
        return None
    if not value.strip():
        return "blank"
    for pattern, name in _CLASSES:
        if pattern.search(value) is not None:
            return name
    if len(value) > longest:
        return f"{len(value)} characters, at most {longest} expected"
    if _OUTER.search(value) is not None:
        return "a space at its start or end"
    raise AssertionError("the pattern and its parts differ")
