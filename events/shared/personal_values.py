"""Personal values of a record, masked in its bytes before these leave the job.

What is no JSON can hold them anywhere: it is masked as a whole.
"""

import re
from typing import Final

import msgspec

_TOKEN: Final = re.compile(rb'("(?:[^"\\]|\\.)*")(\s*:\s*)?|[\[\]{}]', re.DOTALL)
_SCALAR: Final = re.compile(rb"[^\s,\]}]+")
_MASK: Final = b"\xff"
_MASKED_VALUE: Final = b'"\xff\xff\xff\xff"'
"""Of one length, which says nothing of the value. No text in UTF-8 has the byte, so that such a
record is refused when it comes again."""


def without_personal(record: bytes, names: frozenset[str]) -> bytes:
    r"""`record` with the values of the fields `names` masked, at whatever depth they stand.

    >>> without_personal(b'{"email":"a@b.c","n":1}', frozenset({"email"}))
    b'{"email":"\xff\xff\xff\xff","n":1}'
    """
    if not names:
        return record
    try:
        msgspec.json.decode(record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _MASK * len(record)
    pieces, end = [], 0
    while (found := _next_value(record, end, names)) is not None:
        start, stop = found
        pieces += [record[end:start], _MASKED_VALUE]
        end = stop
    return b"".join([*pieces, record[end:]])


def _next_value(record: bytes, position: int, names: frozenset[str]) -> tuple[int, int] | None:
    """Start and end of the next personal value that is not null."""
    for token in _TOKEN.finditer(record, position):
        if token[2] is not None and msgspec.json.decode(token[1]) in names:
            end = _end_of_value(record, token.end())
            if record[token.end() : end] != b"null":
                return token.end(), end
    return None


def _end_of_value(record: bytes, start: int) -> int:
    if record[start : start + 1] not in (b'"', b"{", b"["):
        scalar = _SCALAR.match(record, start)
        return start if scalar is None else scalar.end()
    depth = 0
    for token in _TOKEN.finditer(record, start):
        if token[1] is None:
            depth += 1 if token[0] in b"[{" else -1
        if depth == 0:
            return token.end(1) if token[1] is not None else token.end()
    return len(record)
