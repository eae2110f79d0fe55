"""The comparison of what two applications keep, as lines for people.

lock of the code --properties of the application--> lock of what it keeps --compare--> lines
its definitions  --rules, model, properties--> what the key states hold   --compare--> lines
"""

from collections.abc import Callable, Sequence
from time import time_ns
from typing import Final

import msgspec
from msgspec.structs import replace

from events.shared.time_units import DAY_MS, HOUR_MS
from features.fraud.bundled_definitions import Named
from features.fraud.bundled_definitions import bundled as bundled_of_fraud
from features.recommendations.bundled_definitions import bundled as bundled_of_recommendations
from features.shared.plan.definition_change import DefinitionChange, InForce, definition_change
from infra.delivered_jobs import DELIVERED
from jobs.fraud.settings import FraudSettings
from jobs.recommendations.settings import RecommendationSettings
from jobs.shared.properties import SettingsError, known_groups
from jobs.shared.settings import JobSettings
from jobs.shared.state_lock.compatibility import incompatibilities, rollback_risks
from jobs.shared.state_lock.lock import StateLock
from jobs.shared.state_lock.loss import Incompatibility
from jobs.shared.state_lock.under_settings import under_settings
from release.ports import KeptState

_TIME_TO_START_MS: Final = 2 * HOUR_MS
_TIME_TO_RELEASE_MS: Final = DAY_MS
"""Within which a bundle with a mended file is released."""


def going_forward(written: KeptState, read: KeptState) -> list[str]:
    """What the newer application (`read`) cannot take over of the state of the one that runs."""
    return [*_lines(incompatibilities, written, read), *_of_definitions(written, read)]


def going_back(written: KeptState, read: KeptState) -> list[str]:
    """What the earlier application (`read`) cannot take over of the state of the one that runs."""
    lines = _lines(lambda newer, older: rollback_risks(older, newer), written, read)
    return [*lines, *_of_definitions(written, read)]


def foreseen(written: KeptState, read: KeptState) -> list[str]:
    """What the newer application has of each feature; nothing where all goes on as it was.

    Nor where it is not known, which is a misfit.
    """
    try:
        change = _definition_change(written, read)
    except ValueError:
        return []
    return [] if change is None or change.changes_nothing else list(change.told)


def _of_definitions(written: KeptState, read: KeptState) -> list[str]:
    try:
        change = _definition_change(written, read)
    except ValueError as error:
        return [f"definitions: what the state has of them is not known: {error}"]
    return [] if change is None else [f"definitions: {line}" for line in change.faults()]


def _definition_change(written: KeptState, read: KeptState) -> DefinitionChange | None:
    """What becomes of what the keys remember; None where a bundle has no definitions.

    Raises:
        ValueError: the settings, or a file that they name, cannot be used.
    """
    before, after = _in_force(written), _in_force(read)
    if before is None or after is None:
        return None
    now_ms = time_ns() // 1_000_000
    until_ms = -(-(now_ms + _TIME_TO_RELEASE_MS) // HOUR_MS) * HOUR_MS
    return definition_change(before, after, until_ms, now_ms + _TIME_TO_START_MS)


def _in_force(kept: KeptState) -> InForce | None:
    try:
        settings = _settings(kept)
    except SettingsError:
        return None  # the comparison of the locks says so
    if isinstance(settings, RecommendationSettings):
        named = settings.features_definitions
        return bundled_of_recommendations(kept.files, named, settings.limits)
    if isinstance(settings, FraudSettings):
        by = Named(
            definitions=settings.features_definitions,
            rules=settings.decision_rules,
            model=settings.decision_model,
        )
        return bundled_of_fraud(kept.files, by, settings.limits)
    return None


def _settings(kept: KeptState) -> JobSettings:
    """The settings of the job whose lock it is, by the properties that this version knows.

    Raises:
        SettingsError: they are not usable, or this version has no such job.
    """
    named = kept.lock.get("job")
    for job in DELIVERED:
        if job.name == named:
            loaded: JobSettings = job.load(known_groups(job.settings, kept.properties))
            return loaded
    raise SettingsError([f"{named!r} is no job that a stack of this version delivers"])


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
    narrowed = under_settings(lock, _settings(kept))
    said = kept.properties.get("job", {})
    if "max_parallelism" not in said:
        narrowed = replace(narrowed, max_parallelism=lock.max_parallelism)
    if "execution_mode" not in said:
        narrowed = replace(narrowed, python_execution_mode=lock.python_execution_mode)
    return narrowed
