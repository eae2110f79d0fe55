"""Opens and reads regular files alone: a pipe waits for its writer, a device may never end.

::

    path --not waiting--> open --regular?--> read as much as it had when it was opened
                                  |  no
                                  +--> NoRegularFileError
"""

import os
from errno import EINVAL
from pathlib import Path
from stat import S_ISREG
from typing import Final

_WAY: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY


class NoRegularFileError(OSError):
    """What a path names is a folder, a pipe, a device or a socket."""

    def __init__(self, path: Path) -> None:
        super().__init__(EINVAL, "is no regular file", str(path))


class GrownFileError(OSError):
    """A file has another size than when it was opened: somebody is writing to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(EINVAL, "is written to while it is read", str(path))


class TooLargeFileError(OSError):
    """A file is larger than its reader takes."""

    def __init__(self, path: Path, size: int, most_bytes: int) -> None:
        self.size = size
        super().__init__(EINVAL, f"{size} bytes, at most {most_bytes} are allowed", str(path))


def open_regular(path: Path) -> int:
    """A descriptor to read a regular file by; this never waits for anybody.

    Raises:
        NoRegularFileError: it is something else.
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, _WAY)
    if S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise NoRegularFileError(path)


def read_regular(path: Path, most_bytes: int | None = None) -> bytes:
    """All that a regular file holds.

    Args:
        path: of the file.
        most_bytes: that it may have; None for any number.

    Raises:
        NoRegularFileError: it is something else.
        TooLargeFileError: it has more.
        GrownFileError: it became longer or shorter meanwhile.
        OSError: it cannot be read.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if most_bytes is not None and size > most_bytes:
            raise TooLargeFileError(path, size, most_bytes)
        # One byte more says that there are more; a writer that does not stop is not waited for.
        content = file.read(size + 1)
    if len(content) != size:
        raise GrownFileError(path)
    return content
