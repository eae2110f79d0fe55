"""What an id may be: one rule for the wire, for imports, rules, state and the store.

An id is a key in three languages: Java text in Flink, Python text in the features, bytes in the
store. What one of them changes, drops or shows as something else would make two cards of one, or
one of two.
"""

import re
from typing import Final

MAX_IDENTIFIER_LENGTH: Final = 128
"""Unicode code points."""

_FORBIDDEN: Final = (
    r"\x00-\x1f\x7f-\x9f"  # control characters C0 and C1, line ends among them
    r"\u2028\u2029"  # line and paragraph separator
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what changes the direction of text
    r"\ufeff"  # the byte-order mark, which the bridge to Python drops at the start of a text
    r"\ud800-\udfff"  # halves of a surrogate pair, which are no characters
)
_INVISIBLE: Final = r" \u00a0\u00ad\u1680\u180e\u2000-\u200d\u202f\u205f\u2060\u3000"

IDENTIFIER_PATTERN: Final = (
    rf"^(?![{_INVISIBLE}])[^{_FORBIDDEN}]{{1,{MAX_IDENTIFIER_LENGTH}}}(?<![{_INVISIBLE}])$(?!\n)"
)
"""The rule as a regular expression that Python, Java and JSON Schema read in the same way.

`$` alone also matches before a final line end.
"""

_PATTERN: Final = re.compile(IDENTIFIER_PATTERN)
_CLASSES: Final = (
    (re.compile(r"[\ud800-\udfff]"), "half a surrogate pair"),
    (re.compile(r"[\n\r\x85\u2028\u2029]"), "a line end"),
    (re.compile(r"[\x00-\x1f\x7f-\x9f]"), "a control character"),
    (re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"), "a change of text direction"),
    (re.compile("\ufeff"), "a byte-order mark"),
)
_OUTER: Final = re.compile(rf"^[{_INVISIBLE}]|[{_INVISIBLE}]$(?!\n)")


def identifier_fault(value: str) -> str | None:
    """What keeps `value` from being an id, or None where it is one; the value is not shown.

    >>> identifier_fault("m-17") is None
    True
    >>> identifier_fault("m-17 ")
    'a space at its start or end'
    """
    if _PATTERN.search(value) is not None:
        return None
    if not value.strip():
        return "blank"
    for pattern, name in _CLASSES:
        if pattern.search(value) is not None:
            return name
    if len(value) > MAX_IDENTIFIER_LENGTH:
        return f"{len(value)} characters, at most {MAX_IDENTIFIER_LENGTH} expected"
    if _OUTER.search(value) is not None:
        return "a space at its start or end"
    raise AssertionError("the pattern and its parts differ")
