"""The text of a file that a team writes, read only where it is a regular file of bounded size."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from features.shared.language.faults import FileError, FileFault
from features.shared.regular_file import NoRegularFileError, TooLargeFileError, read_regular

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
        return read_regular(path, MAX_FILE_BYTES).decode()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise form.refused(str(path), line, "is not UTF-8 text") from error
    except NoRegularFileError as error:
        message = f"is no regular file, which a {form.name} must be"
        raise form.refused(str(path), 1, message) from error
    except TooLargeFileError as error:
        raise form.refused(str(path), 1, str(error.strerror)) from error
    except OSError as error:
        raise form.refused(str(path), 1, f"cannot be read: {error.strerror}") from error
