r"""The lines of a file as Flink's own reader has them: \n, \r\n and \r end a line."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_BYTE_CHARSET: Final = "latin-1"


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines without their ends; a file whose name ends in `.gz` is unpacked."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding=_BYTE_CHARSET) as lines:
        for line in lines:
            yield line.removesuffix("\n").encode(_BYTE_CHARSET)
