"""Lines of text files, plain or gzipped, in an encoding that is checked and never guessed.

A line ends with LF or CRLF; a carriage return elsewhere is a character of the line. A byte-order
mark at the start of the file is no part of its first line.
"""

import codecs
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import BadGzipFile, GzipFile
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import IO, AnyStr, Final, cast

UTF_8: Final = "utf-8"
MAX_LINE_CHARACTERS: Final = 64 * 1024 * 1024
"""Bytes or characters in one line, which is held in memory; a small gzip file can unpack to more
than there is."""

_GZIP_MAGIC: Final = b"\x1f\x8b"
_HEAD_BYTES: Final = 4096
_NUL_SHARE: Final = 0.3
"""Of the bytes at even or at odd places. Half of a text in a Latin script are NUL in UTF-16."""

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def foreign_encoding(head: bytes) -> str | None:
    """The UTF-16 or UTF-32 that a file starting with `head` is in, None for any other text."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    half = len(head) / 2
    if head[1::2].count(0) > _NUL_SHARE * half:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > _NUL_SHARE * half else None


def head_of(path: Path) -> bytes:
    """The first bytes of `path`, unpacked.

    Raises:
        ValueError: it is a damaged gzip file.
    """
    with _opened(path) as file:
        return file.peek(_HEAD_BYTES)[:_HEAD_BYTES]


def byte_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file in UTF-8 as they are, without their ends.

    Raises:
        ValueError: it is in UTF-16 or UTF-32, a damaged gzip file, or has too long a line.
    """
    with _opened(path) as file:
        _check_encoding(path, file, UTF_8)
        first = True
        for line in _bounded(path, file):
            yield line.removeprefix(codecs.BOM_UTF8 if first else b"").rstrip(b"\r\n")
            first = False


def text_lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file in `encoding`, with their ends.

    A byte that is not UTF-8 is a lone surrogate in the line, so that only its row is at fault.

    Raises:
        ValueError: it is not in `encoding`, a damaged gzip file, or has too long a line.
    """
    errors = "surrogateescape" if encoding == UTF_8 else "strict"
    with _opened(path) as file:
        _check_encoding(path, file, encoding)
        first = True
        try:
            for line in _bounded(path, TextIOWrapper(file, encoding, errors, newline="\n")):
                yield line.removeprefix("\ufeff") if first else line
                first = False
        except UnicodeError as error:
            raise ValueError(
                f"{path}: text in {encoding} expected, as --encoding says: {error}"
            ) from None


def _bounded(path: Path, file: IO[AnyStr]) -> Iterator[AnyStr]:
    """The lines of `file`, none read further than a line may be long."""
    for line in iter(lambda: file.readline(MAX_LINE_CHARACTERS + 1), file.read(0)):
        if len(line) > MAX_LINE_CHARACTERS:
            raise ValueError(
                f"{path}: a line of more than {MAX_LINE_CHARACTERS:,} characters; one record a"
                " line is expected"
            )
        yield line


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    with path.open("rb") as plain:
        packed = plain.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC)
        try:
            yield BufferedReader(cast("RawIOBase", GzipFile(fileobj=plain))) if packed else plain
        except (EOFError, BadGzipFile, zlib.error) as error:
            raise ValueError(f"{path}: not a whole gzip file: {error}") from None


def _check_encoding(path: Path, file: BufferedReader, encoding: str) -> None:
    found = foreign_encoding(file.peek(_HEAD_BYTES)[:_HEAD_BYTES])
    if encoding == UTF_8 and found is not None:
        raise ValueError(
            f"{path}: this is text in {found}, UTF-8 expected; pass --encoding {found} to a command"
            " that takes it"
        )
