"""The text of a file that a team writes, read only where it is a regular file of bounded size."""

from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Final

from features.shared.language.faults import FileError, FileFault

MAX_FILE_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class FileForm:
    """What a kind of file is called, and how much of it there can be.

    Attributes:
        content: what is in it, in words.
        name: what it is called, in words.
        most_nodes: keys, values, lists and maps.
        error: what is raised where it is not so.
    """

    content: str
    name: str
    most_nodes: int
    error: type[FileError]

    def refused(self, path: str, line: int, message: str) -> FileError:
        """The error of one fault."""
        return self.error([FileFault(path, line, message)])


def file_text(path: Path, form: FileForm) -> str:
    """Read the file.

    Raises:
        FileError: of the form: it cannot be read, is no regular file, is too large or not UTF-8.
    """
    try:
        content = _content(path, form)
        return content.decode()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise form.refused(str(path), line, "is not UTF-8 text") from error
    except OSError as error:
        raise form.refused(str(path), 1, f"cannot be read: {error.strerror}") from error


def _content(path: Path, form: FileForm) -> bytes:
    found = path.stat()
    # Not even opened: a device may never end, and a pipe waits for its writer.
    if not S_ISREG(found.st_mode):
        raise form.refused(str(path), 1, f"is no regular file, which a {form.name} must be")
    with path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        size = max(found.st_size, len(content))
        message = f"{size} bytes, at most {MAX_FILE_BYTES} are allowed"
        raise form.refused(str(path), 1, message)
    return content
