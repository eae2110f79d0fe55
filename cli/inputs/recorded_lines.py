"""Lines of a large file that a job may still be writing, with progress where somebody watches."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import msgspec

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding a line raises."""


def lines_of(path: Path, *, shown: bool) -> Iterator[bytes]:
    """The lines of a file, with progress on stderr where that is a terminal."""
    progress = sys.stderr
    with path.open("rb") as lines:
        if not shown or not progress.isatty():
            yield from lines
            return
        size_bytes = path.stat().st_size
        with click.progressbar(length=size_bytes, label=path.name, file=progress) as bar:
            for line in lines:
                bar.update(len(line))
                yield line


def is_whole(line: bytes) -> bool:
    """Whether a line without an end is a whole record, and not one that is still being written."""
    try:
        msgspec.json.decode(line)
    except UNREADABLE:
        return False
    return True
