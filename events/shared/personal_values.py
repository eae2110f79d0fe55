"""Personal values of a record, masked in its bytes before these leave the job.

What no names of fields lead into can hold them anywhere, and is masked as a whole: what is no JSON,
and JSON other than an object or an array of objects. A text that is JSON itself is looked into.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

_TOKEN: Final = re.compile(rb'("(?:[^"\\]|\\.)*")(\s*:\s*)?|[\[\]{}]', re.DOTALL)
_SCALAR: Final = re.compile(rb"[^\s,\]}]+")
_MASK: Final = b"\xff"
_MASKED_VALUE: Final = b'"\xff\xff\xff\xff"'
"""Of one length, which says nothing of the value. No text in UTF-8 has the byte, so that such a
record is refused when it comes again."""

_DEEPEST: Final = 8
"""Texts in texts that are looked into; senders put JSON as a text into JSON once or twice."""

_BLANK: Final = " \t\r\n\ufeff"
_STARTS_OF_JSON: Final = ("{", "[", '"')


def without_personal(record: bytes, names: frozenset[str], deepest: int = _DEEPEST) -> bytes:
    r"""`record` with the values of the fields `names` masked, at whatever depth they stand.

    Args:
        record: as it came.
        names: of the personal fields; without any the record stays as it is.
        deepest: so many texts in one another are looked into; what begins like JSON further in is
            masked.

    >>> without_personal(b'{"email":"a@b.c","n":1}', frozenset({"email"}))
    b'{"email":"\xff\xff\xff\xff","n":1}'
    """
    if not names:
        return record
    if not _has_named_fields(record):
        return _MASK * len(record)
    pieces, end = [], 0
    for start, stop in _personal_values(record, names, deepest):
        pieces += [record[end:start], _MASKED_VALUE]
        end = stop
    return b"".join([*pieces, record[end:]])


def _has_named_fields(record: bytes) -> bool:
    """Whether it is a JSON object, or an array of them."""
    try:
        value = msgspec.json.decode(record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return isinstance(value, dict) or (
        isinstance(value, list) and all(isinstance(one, dict) for one in value)
    )


def _personal_values(
    record: bytes, names: frozenset[str], deepest: int
) -> Iterator[tuple[int, int]]:
    """Start and end of each value to be masked: of a personal field, or a text that holds one."""
    position = 0
    while (token := _TOKEN.search(record, position)) is not None:
        position = token.end()
        if token[1] is None:
            continue
        text = msgspec.json.decode(token[1])
        if token[2] is not None and text in names:
            position = _end_of_value(record, token.end())
            if record[token.end() : position] != b"null":
                yield token.end(), position
        elif _holds_personal(text, names, deepest):
            yield token.span(1)


def _holds_personal(text: str, names: frozenset[str], deepest: int) -> bool:
    """Whether a text is JSON with a personal value, or begins like JSON and cannot be read."""
    inner = text.strip(_BLANK)
    if not inner.startswith(_STARTS_OF_JSON):
        return False
    if deepest == 0:
        return True
    record = inner.encode()
    return without_personal(record, names, deepest - 1) != record


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
