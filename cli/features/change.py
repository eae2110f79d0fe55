"""What `revstream features check --against` says: what a new file makes of the state there is."""

from time import time_ns
from typing import Final

from events.shared.time_units import DAY_MS, HOUR_MS
from events.shared.written_times import EXPECTED_TIME, time_ms
from features.fraud.bundled_definitions import in_force
from features.fraud.definitions import load_definitions
from features.fraud.definitions_content import content_of
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from features.shared.plan.definition_change import DefinitionChange, InForce, definition_change
from udfs.fraud.loading import DeciderLoader

_TIME_TO_RELEASE_MS: Final = DAY_MS


def change_against(
    path: str, definitions: Definitions, decided_by: tuple[str, str], until_ms: int
) -> DefinitionChange:
    """What becomes of the states of a job by the file `path` when one by `definitions` goes on.

    Args:
        path: of the definitions that the job runs by.
        definitions: of the file that was checked.
        decided_by: rules and model, of both jobs.
        until_ms: a time by which the new one has started.
    """
    before = _in_force(load_definitions(path), decided_by)
    return definition_change(before, _in_force(definitions, decided_by), until_ms)


def _in_force(definitions: Definitions, decided_by: tuple[str, str]) -> InForce:
    rules, model = decided_by
    loader = DeciderLoader(rules, model, "", content_of(definitions))
    return in_force(definitions, loader.needed(), HistoryLimits())


def change_text(change: DefinitionChange, path: str) -> str:
    """The lines, and what to add to the file."""
    lines = [*change.told, *(f"refused  {one}" for one in change.refused)]
    if change.entries:
        lines += [f"add to {path}:", *change.entries]
    return "\n".join(lines)


def until(written: str | None) -> int:
    """The time that was given, or the full hour after a day from now.

    Raises:
        ValueError: it is no time.
    """
    if written is None:
        return -(-(time_ns() // 1_000_000 + _TIME_TO_RELEASE_MS) // HOUR_MS) * HOUR_MS
    found = time_ms(written)
    if found is None:
        raise ValueError(f"{EXPECTED_TIME}, found {written!r}")
    return found
