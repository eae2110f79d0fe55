"""The comparison of state locks, as lines for people."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from jobs.state_lock.compatibility import incompatibilities, rollback_risks
from jobs.state_lock.incompatibility import Incompatibility
from jobs.state_lock.lock import StateLock


def going_forward(written: Mapping[str, Any], read: Mapping[str, Any]) -> list[str]:
    """What newer code (`read`) cannot take over of the state of the code that runs (`written`)."""
    return _lines(incompatibilities, written, read)


def going_back(written: Mapping[str, Any], read: Mapping[str, Any]) -> list[str]:
    """What earlier code (`read`) cannot take over of the state of the code that runs."""
    return _lines(lambda newer, older: rollback_risks(older, newer), written, read)


def _lines(
    compare: Callable[[StateLock, StateLock], Sequence[Incompatibility]],
    written: Mapping[str, Any],
    read: Mapping[str, Any],
) -> list[str]:
    try:
        locks = [msgspec.convert(dict(lock), StateLock) for lock in (written, read)]
    except msgspec.ValidationError as error:
        return [f"a state lock is not of this version's form: {error}"]
    return [f"{each.what}: {each.why}; {each.way_out}" for each in compare(locks[0], locks[1])]
