"""Keys made, replaced and taken back in their file."""

from pathlib import Path

from msgspec.structs import replace

from serving.shared.keys.api_key import ApiKey, new_key
from serving.shared.keys.key_file import change_keys


def add_key(path: Path, key: ApiKey) -> None:
    """Add a key to a file; where there is none, one is made.

    Raises:
        OSError: the file cannot be read or written.
        ValueError: it is no file of keys.
    """
    change_keys(path, lambda keys: (*keys, key))


def rotate_key(path: Path, key_id: str, overlap_ms: int, now_ms: int) -> tuple[ApiKey, str]:
    """A new key like another, which goes on for a while: the new one and its text.

    Args:
        path: of the file.
        key_id: of the key to replace; the new one ends when that would have.
        overlap_ms: how long both are in force.
        now_ms: now.

    Raises:
        OSError: the file cannot be read or written.
        ValueError: it is no file of keys, or has no such key that is in force.
    """
    made: list[tuple[ApiKey, str]] = []

    def change(keys: tuple[ApiKey, ...]) -> tuple[ApiKey, ...]:
        old = _in_force(path, keys, key_id, now_ms)
        key, text = new_key(
            old.tenant, old.scopes, old.merchants, now_ms, expires_ms=old.expires_ms
        )
        made.append((key, text))
        ends_ms = now_ms + overlap_ms
        if old.expires_ms is not None:
            ends_ms = min(ends_ms, old.expires_ms)
        return (*_with(keys, replace(old, expires_ms=ends_ms)), key)

    change_keys(path, change)
    return made[0]


def revoke_key(path: Path, key_id: str, now_ms: int) -> None:
    """Take a key back: nobody comes in by it any more.

    Raises:
        OSError: the file cannot be read or written.
        ValueError: it is no file of keys, or has no such key that is in force.
    """

    def change(keys: tuple[ApiKey, ...]) -> tuple[ApiKey, ...]:
        old = _in_force(path, keys, key_id, now_ms)
        return _with(keys, replace(old, revoked_ms=now_ms))

    change_keys(path, change)


def _in_force(path: Path, keys: tuple[ApiKey, ...], key_id: str, now_ms: int) -> ApiKey:
    for key in keys:
        if key.key_id == key_id and key.is_in_force(now_ms):
            return key
    known = ", ".join(key.key_id for key in keys if key.is_in_force(now_ms)) or "none"
    raise ValueError(f"{path}: no key of this id is in force; expected one of: {known}")


def _with(keys: tuple[ApiKey, ...], changed: ApiKey) -> tuple[ApiKey, ...]:
    return tuple(changed if key.key_id == changed.key_id else key for key in keys)
