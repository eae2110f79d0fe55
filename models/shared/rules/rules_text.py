"""The text of a rules file, read only where it is a regular file of bounded size."""

from pathlib import Path
from stat import S_ISREG
from typing import Final

from features.shared.language.faults import RuleFault, RuleSetError

MAX_FILE_BYTES: Final = 1_000_000


def rules_text(path: Path) -> str:
    """Read the file.

    Raises:
        RuleSetError: it cannot be read, is no regular file, is too large or not UTF-8.
    """
    try:
        content = _content(path)
        return content.decode()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RuleSetError([RuleFault(str(path), line, "is not UTF-8 text")]) from error
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}") from error


def _content(path: Path) -> bytes:
    found = path.stat()
    # Not even opened: a device may never end, and a pipe waits for its writer.
    if not S_ISREG(found.st_mode):
        raise _refused(path, "is no regular file, which a rules file must be")
    with path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        size = max(found.st_size, len(content))
        raise _refused(path, f"{size} bytes, at most {MAX_FILE_BYTES} are allowed")
    return content


def _refused(path: Path, message: str) -> RuleSetError:
    return RuleSetError([RuleFault(str(path), 1, message)])
