"""JSON Lines of the job's own form as one file that Flink's reader of lines splits in the same way.

Flink ends a line at CR, too. Between two tokens of JSON a CR is a space, and is written as one.
Elsewhere it makes the line no JSON; it becomes the control character SUBSTITUTE, so that the line
stays one record and stays refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from datasets.own.text_lines import byte_lines

_BLOCK_BYTES: Final = 1 << 20
_MARK: Final = b"\xef\xbb\xbf"
_SUBSTITUTE: Final = b"\x1a"


def flat_file(paths: Sequence[Path], copy: Path) -> Path:
    """A file with the records of `paths`, byte for byte: the one of them, if it will do, or `copy`.

    Raises:
        ValueError: a file is in UTF-16 or UTF-32, or a damaged gzip file.
    """
    if len(paths) == 1 and _is_flat(paths[0]):
        return paths[0]
    return write_lines(map(_in_one_line, wire_lines(paths)), copy)


def wire_lines(paths: Sequence[Path]) -> Iterator[bytes]:
    """The records of `paths`, in order."""
    return chain.from_iterable(map(byte_lines, paths))


def write_lines(lines: Iterable[bytes], path: Path) -> Path:
    """Write `lines` to `path`, and return it."""
    with path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")
    return path


def _is_flat(path: Path) -> bool:
    """Whether it is plain text in UTF-8 without a byte-order mark, and CR only before LF."""
    next(byte_lines(path), None)  # checks the encoding
    with path.open("rb") as file:
        if file.peek(len(_MARK)).startswith((_MARK, b"\x1f\x8b")):
            return False
        before = b""
        while block := file.read(_BLOCK_BYTES):
            joined = before + block
            if joined.count(b"\r") - joined.endswith(b"\r") != joined.count(b"\r\n"):
                return False
            before = b"\r" if joined.endswith(b"\r") else b""
    return True


def _in_one_line(line: bytes) -> bytes:
    if b"\r" not in line:
        return line
    try:
        msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return line.replace(b"\r", _SUBSTITUTE)
    return line.replace(b"\r", b" ")
