"""The keys in force, in memory: checked at each request, read anew when their file changes."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, time
from typing import Final, Protocol

from serving.shared.caller import Caller
from serving.shared.keys.api_key import ApiKey, key_parts
from serving.shared.keys.key_file import read_keys

_LOG: Final = logging.getLogger(__name__)
_LOOKED_AT_EVERY_S: Final = 1.0

Stamp = tuple[int, int, int]
"""By which a change of a file is seen: inode, size, time of the last change in ns."""


class Credentials(Protocol):
    """Tells who asks by what a request brings: keys here, tokens of an identity provider too."""

    def caller(self, token: str) -> Caller | None:
        """Who asks by `token`, None where it lets nobody in."""

    def in_force(self, key_id: str) -> Caller | None:
        """Who came in by a key before, as its key is now; None where it would let nobody in."""

    def is_still(self, caller: Caller) -> bool:
        """Whether who came in before would come in now, and may do the same."""


class GivenKeys:
    """Keys that do not change.

    Args:
        keys: with an id each.
        now_s: seconds since the epoch.
    """

    def __init__(self, keys: Sequence[ApiKey], *, now_s: Callable[[], float] = time) -> None:
        self._now_s = now_s
        self._keys = {key.key_id: (key, key.caller) for key in keys}

    def caller(self, token: str) -> Caller | None:
        """Who asks by a key's text; None for a key that is unknown, revoked or expired."""
        parts = key_parts(token)
        if parts is None:
            return None
        key_id, secret = parts
        found = self._keys.get(key_id)
        if found is None or not found[0].is_of(secret):
            return None
        return self._if_in_force(*found)

    def in_force(self, key_id: str) -> Caller | None:
        """Who asks by the key of an id; None for one that is unknown, revoked or expired."""
        found = self._keys.get(key_id)
        return None if found is None else self._if_in_force(*found)

    def is_still(self, caller: Caller) -> bool:
        """Whether a caller's key is in force, with the same rights."""
        return self.in_force(caller.key_id) == caller

    def _if_in_force(self, key: ApiKey, caller: Caller) -> Caller | None:
        return caller if key.is_in_force(int(self._now_s() * 1000)) else None


class KeyRing:
    """The keys of a file.

    Once a second at most it looks whether the file has changed. A file that cannot be read then
    changes nothing: what was in force stays in force, and a line is logged.

    Args:
        path: of the file.
        now_s: seconds since the epoch.
        clock_s: seconds that only grow.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no file of keys.
    """

    def __init__(
        self,
        path: Path,
        *,
        now_s: Callable[[], float] = time,
        clock_s: Callable[[], float] = monotonic,
    ) -> None:
        self._path = path
        self._now_s = now_s
        self._clock_s = clock_s
        self._stamp = _stamp(path)
        self._keys = GivenKeys(read_keys(path), now_s=now_s)
        self._looked_s = clock_s()

    def caller(self, token: str) -> Caller | None:
        """Who asks by a key's text; None for a key that is unknown, revoked or expired."""
        self._look()
        return self._keys.caller(token)

    def in_force(self, key_id: str) -> Caller | None:
        """Who asks by the key of an id; None for one that is unknown, revoked or expired."""
        self._look()
        return self._keys.in_force(key_id)

    def is_still(self, caller: Caller) -> bool:
        """Whether a caller's key is in force, with the same rights."""
        self._look()
        return self._keys.is_still(caller)

    def _look(self) -> None:
        now_s = self._clock_s()
        if now_s - self._looked_s < _LOOKED_AT_EVERY_S:
            return
        self._looked_s = now_s
        try:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._keys = GivenKeys(read_keys(self._path), now_s=self._now_s)
                self._stamp = stamp
        except (OSError, ValueError) as error:
            _LOG.error("keys not read anew, those before stay in force: %s", error)


def _stamp(path: Path) -> Stamp:
    seen = path.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns
