"""Where two locks differ at all, for someone who has to write one anew."""

from collections.abc import Iterator
from typing import Any, Final

from msgspec import to_builtins

from jobs.shared.state_lock.lock import StateLock

_NAMED_BY: Final = ("uid", "name")


def differences(before: StateLock, after: StateLock) -> list[str]:
    """A line for each place that differs, the accepted losses aside."""
    return list(_differences("", _tree(before), _tree(after)))


def _tree(lock: StateLock) -> dict[str, Any]:
    return {
        name: _by_name(value) for name, value in to_builtins(lock).items() if name != "accepted"
    }


def _by_name(value: Any) -> Any:  # noqa: ANN401 - JSON
    """`value` with each list of named things as a dictionary."""
    if isinstance(value, dict):
        return {key: _by_name(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], dict):
        name = next(name for name in _NAMED_BY if name in value[0])
        return {part[name]: _by_name(part) for part in value}
    return value


def _differences(path: str, before: Any, after: Any) -> Iterator[str]:  # noqa: ANN401
    if before == after:
        return
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield f"{path}: {before} -> {after}"
        return
    for key in [*before, *(key for key in after if key not in before)]:
        place = f"{path} / {key}" if path else key
        if key not in after:
            yield f"{place}: gone"
        elif key not in before:
            yield f"{place}: added"
        else:
            yield from _differences(place, before[key], after[key])
