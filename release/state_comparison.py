"""The comparison of what two applications keep, as lines for people.

lock of the code --properties of the application--> lock of what it keeps --compare--> lines
"""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.properties import SettingsError, known_groups
from jobs.shared.state_lock.compatibility import incompatibilities, rollback_risks
from jobs.shared.state_lock.lock import StateLock
from jobs.shared.state_lock.loss import Incompatibility
from jobs.shared.state_lock.under_settings import under_settings
from release.ports import KeptState


def going_forward(written: KeptState, read: KeptState) -> list[str]:
    """What the newer application (`read`) cannot take over of the state of the one that runs."""
    return _lines(incompatibilities, written, read)


def going_back(written: KeptState, read: KeptState) -> list[str]:
    """What the earlier application (`read`) cannot take over of the state of the one that runs."""
    return _lines(lambda newer, older: rollback_risks(older, newer), written, read)


def _lines(
    compare: Callable[[StateLock, StateLock], Sequence[Incompatibility]],
    written: KeptState,
    read: KeptState,
) -> list[str]:
    try:
        locks = [_narrowed(kept) for kept in (written, read)]
    except msgspec.ValidationError as error:
        return [f"a state lock is not of this version's form: {error}"]
    except SettingsError as error:
        faults = "; ".join(error.faults)
        return [f"which state is kept is not known, the properties are not usable: {faults}"]
    return [f"{each.what}: {each.why}; {each.way_out}" for each in compare(locks[0], locks[1])]


def _narrowed(kept: KeptState) -> StateLock:
    """The lock under the properties; those of another version may have some that this one lacks.

    What no property says is as the code has it, which may have other defaults than this version.
    """
    lock = msgspec.convert(dict(kept.lock), StateLock)
    if not kept.properties:
        return lock
    narrowed = under_settings(lock, load_settings(known_groups(FraudSettings, kept.properties)))
    said = kept.properties.get("job", {})
    if "max_parallelism" not in said:
        narrowed = replace(narrowed, max_parallelism=lock.max_parallelism)
    if "execution_mode" not in said:
        narrowed = replace(narrowed, python_execution_mode=lock.python_execution_mode)
    return narrowed
