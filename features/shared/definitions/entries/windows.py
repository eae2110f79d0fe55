"""Lengths of windows: one of them, or several of which each makes a feature of its own."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import yaml

from events.shared.durations import EXPECTED, duration_ms
from events.shared.time_units import DAY_MS
from features.shared.language.fields import FieldReader
from features.shared.language.node_words import found_in, kind_of

LONGEST_REACH_MS: Final = 400 * DAY_MS
"""How far back a window may reach, its delay included."""
MAX_WINDOWS: Final = 20


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time.

    Attributes:
        written: as the file has it.
        length_ms: in milliseconds.
        is_suffix: whether it stands in a list, and so in the name of its feature.
    """

    written: str
    length_ms: int
    is_suffix: bool


def duration_of(node: yaml.Node, key: str, what: str, reader: FieldReader) -> int | None:
    """The length that is written there, or None where it is wrong."""
    length_ms = duration_ms(str(node.value)) if kind_of(node) == "text" else None
    if length_ms is None:
        reader.refuse(node, f"{what}: '{key}' must be {EXPECTED}, found {found_in(node)}")
    elif length_ms > LONGEST_REACH_MS:
        days = LONGEST_REACH_MS // DAY_MS
        reader.refuse(node, f"{what}: '{key}' can be at most {days}d, found {node.value}")
        return None
    return length_ms


def lengths_of(node: yaml.Node, key: str, what: str, reader: FieldReader) -> tuple[Length, ...]:
    """The lengths, shortest first; none where any of them is wrong."""
    is_list = isinstance(node, yaml.SequenceNode)
    items = node.value if is_list else [node]
    if not 1 <= len(items) <= MAX_WINDOWS:
        message = f"'{key}' must be one length or a list of 1 to {MAX_WINDOWS}"
        reader.refuse(node, f"{what}: {message}, found {len(items)}")
        return ()
    found = [duration_of(item, key, what, reader) for item in items]
    lengths = [
        Length(str(item.value), length_ms, is_list)
        for item, length_ms in zip(items, found, strict=True)
        if length_ms is not None
    ]
    if len(lengths) < len(items):
        return ()
    for (_, one), (item, other) in pairwise(zip(items, lengths, strict=True)):
        if one.length_ms >= other.length_ms:
            message = f"'{key}' must rise, found {other.written} after {one.written}"
            reader.refuse(item, f"{what}: {message}")
            return ()
    return tuple(lengths)
