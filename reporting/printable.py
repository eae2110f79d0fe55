"""Text of others, such as an id in a payment, as it may be written to a terminal or into a line."""

import re
from typing import Final

_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f"  # control characters C0 and C1: escape sequences and line ends
    r"\u2028\u2029"  # line and paragraph separator
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what changes the direction of text
    r"\u00ad\u180e\u200b-\u200d\u2060\ufeff"  # what is not seen at all
    r"\ud800-\udfff]"  # halves of a surrogate pair, which no encoding can write
)


def printable(text: str) -> str:
    r"""`text` with every character that a terminal obeys or hides written as its escape.

    Square brackets stay: print the result with Rich's markup off, or through its `Text`.

    >>> printable("card \x1b[31m7\n")
    'card \\x1b[31m7\\n'
    """
    return _UNPRINTABLE.sub(_escaped, text)


def printable_lines(text: str) -> str:
    r"""`text` of several lines, each of them printable.

    >>> printable_lines("a\x1bb\nc")
    'a\\x1bb\nc'
    """
    return "\n".join(map(printable, text.split("\n")))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")
