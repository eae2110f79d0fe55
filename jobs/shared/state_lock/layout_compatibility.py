"""Whether structs of one layout can be read as those of another.

    written:  frontier_ms, history, transaction_ids
    read as:  frontier_ms, history, transaction_ids, [verdicts]     fine: it may be missing
              frontier_ms, transaction_ids, history                 not: other places

A field found by its position must stay where it is, with its name and type: two integers that
change places would be read without an error.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from jobs.shared.state_lock.lock import StructLayout

Layouts = Mapping[str, StructLayout]

_REFERENCE: Final = re.compile(r"@(\w+)")
_DICT: Final = re.compile(r"dict\[str, (.*)\]")


class LayoutComparison:
    """The structs of two locks, compared pair by pair.

    Args:
        written: layouts of what lies in the state.
        read: layouts that it is read by.
    """

    def __init__(self, written: Layouts, read: Layouts) -> None:
        self._written, self._read = written, read

    def faults(self, written: str, read: str) -> list[str]:
        """Each reason why a struct `written` is not read right as `read`, with the field's path."""
        return list(self._struct_faults(written, written, read, frozenset()))

    def _struct_faults(
        self, path: str, written: str, read: str, above: frozenset[tuple[str, str]]
    ) -> Iterator[str]:
        if (written, read) in above:
            return
        was, now = self._written[written], self._read[read]
        if (was.by, was.tag) != (now.by, now.tag):
            yield f"{path}: fields by {was.by}, tag {was.tag} -> by {now.by}, tag {now.tag}"
        places = list(now.fields)
        for place, (name, of) in enumerate(was.fields.items()):
            if name not in now.fields:
                yield f"{path}.{name}: gone"
            elif was.by == "position" and place != places.index(name):
                yield f"{path}.{name}: field {place} -> {places.index(name)}"
            else:
                inside = above | {(written, read)}
                yield from self._type_faults(f"{path}.{name}", of, now.fields[name], inside)
        yield from _missing_faults(path, was, now)

    def _type_faults(
        self, path: str, written: str, read: str, above: frozenset[tuple[str, str]]
    ) -> Iterator[str]:
        if not _same_or_wider(_REFERENCE.sub("@", written), _REFERENCE.sub("@", read)):
            yield f"{path}: {written} -> {read}"
            return
        pairs = zip(_REFERENCE.findall(written), _REFERENCE.findall(read), strict=False)
        for inner_written, inner_read in pairs:
            yield from self._struct_faults(path, inner_written, inner_read, above)


def _missing_faults(path: str, was: StructLayout, now: StructLayout) -> Iterator[str]:
    for name in now.fields:
        if name in now.optional:
            continue
        if name not in was.fields:
            yield f"{path}.{name}: what was written has no such field, and it is required"
        elif name in was.optional:
            yield f"{path}.{name}: it may be missing in what was written, and is now required"


def _same_or_wider(written: str, read: str) -> bool:
    """Whether every value of type `written` is one of `read`, as far as unions go."""
    if written == read:
        return True
    if "@" in written or "@" in read:
        return False
    before, after = _DICT.fullmatch(written), _DICT.fullmatch(read)
    if before is not None and after is not None:
        return _same_or_wider(before[1], after[1])
    known = set(_members(read))
    return all(one in known or (one[0] == "'" and "str" in known) for one in _members(written))


def _members(of: str) -> list[str]:
    """The members of a union, of which one may be a list of a union.

    >>> _members("None | list[int | str] | 'card'")
    ['None', 'list[int | str]', "'card'"]
    """
    found = [""]
    for part in of.split(" | "):
        inside = found[-1].count("[") > found[-1].count("]")
        found[-1:] = [f"{found[-1]} | {part}"] if inside else [found[-1], part]
    return found[1:]
