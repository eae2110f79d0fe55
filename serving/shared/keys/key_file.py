"""The file of keys: read as a whole, written as a whole, never half of it."""

import os
from collections.abc import Callable
from errno import ENOENT
from fcntl import LOCK_EX, flock
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Literal

import msgspec
from msgspec import Struct

from features.shared.regular_file import read_regular
from serving.shared.keys.api_key import ApiKey

KEY_FILE_VERSION: Final = 1
_OWNER_ONLY: Final = 0o600
_MOST_BYTES: Final = 64 << 20
"""Of a file: some hundred thousand keys."""


class KeyFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file holds.

    Attributes:
        version: of this form.
        keys: in the order in which they were made.
    """

    version: Literal[1]
    keys: tuple[ApiKey, ...]


def read_keys(path: Path) -> tuple[ApiKey, ...]:
    """The keys of a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no file of keys, or an id is in it twice; no value is shown.
    """
    return keys_in(read_regular(path, _MOST_BYTES), str(path))


def keys_in(content: bytes, where: str) -> tuple[ApiKey, ...]:
    """The keys in the content of a file of keys.

    Args:
        content: all of it.
        where: it was found, for a message.

    Raises:
        ValueError: it is none, or an id is in it twice; no value is shown.
    """
    try:
        keys = msgspec.json.decode(content, type=KeyFile).keys
    except msgspec.MsgspecError as error:
        raise ValueError(f"{where}: no file of keys: {error}") from None
    if len({key.key_id for key in keys}) < len(keys):
        raise ValueError(f"{where}: a key_id is there twice; expected each once")
    return keys


def change_keys(
    path: Path, change: Callable[[tuple[ApiKey, ...]], tuple[ApiKey, ...]]
) -> tuple[ApiKey, ...]:
    """Replace the keys of a file, one change at a time, and return what it holds then.

    A reader sees the file before or after it. Only its owner can read it.

    Args:
        path: of the file; where there is none, one is made.
        change: the new keys from those that are there.

    Raises:
        OSError: it cannot be read or written.
        ValueError: it is no file of keys; or whatever `change` raises, and nothing changes.
    """
    if not path.parent.is_dir():
        # Else the file beside it would be named that nobody asked for.
        raise FileNotFoundError(ENOENT, f"its folder {path.parent} is not there", str(path))
    with path.with_name(f"{path.name}.lock").open("a") as lock:
        flock(lock, LOCK_EX)
        keys = change(read_keys(path) if path.exists() else ())
        _replace(path, msgspec.json.encode(KeyFile(version=KEY_FILE_VERSION, keys=keys)))
        return keys


def _replace(path: Path, content: bytes) -> None:
    beside = NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115 - renamed below
    try:
        with beside:
            os.fchmod(beside.fileno(), _OWNER_ONLY)
            beside.write(msgspec.json.format(content, indent=2) + b"\n")
            beside.flush()
            os.fsync(beside.fileno())
        Path(beside.name).replace(path)
    except BaseException:
        Path(beside.name).unlink(missing_ok=True)
        raise
