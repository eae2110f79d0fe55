"""What a release does to the states of the job that runs, where it decides by other definitions.

::

    definitions, what is needed of them, limits of the job that runs  --+--> told, by feature
    the same of the release                                           --+--> refused: what is wrong

The file is only half of it: a rule or a model that reads another feature changes what is kept, too.
Values that were laid down at other keys, as those of an item at its neighbours, are known there by
their place alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from features.shared.plan.lost_memory import remembered_before, unsaid
from features.shared.plan.plan import Plan
from features.shared.plan.takeover import takeover
from features.shared.plan.takeover_words import entry_lines, lost_key_lines, takeover_lines


@dataclass(frozen=True, slots=True)
class InForce:
    """What a job keeps its states by.

    Attributes:
        definitions: of fields, entities and features.
        needed: names of the features that it computes.
        limits: of every key's history.
        plan: what it computes, as a job that goes on with the states of another.
        laid_down: names of the features whose values lie in states of other keys, in their order.
    """

    definitions: Definitions
    needed: tuple[str, ...]
    limits: HistoryLimits
    plan: Plan
    laid_down: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """What becomes of the states.

    Attributes:
        path: of the new file.
        told: a line for each thing that is as it should be, or missing and said to be so.
        refused: a line for each thing that would be wrong or not start.
        entries: what to add to the new file; empty where it has all that it needs.
        changes_nothing: whether every feature goes on as it was.
    """

    path: str
    told: tuple[str, ...]
    refused: tuple[str, ...]
    entries: tuple[str, ...]
    changes_nothing: bool

    def faults(self) -> Iterator[str]:
        """What keeps the job from going on, each with the way out."""
        yield from self.refused
        if self.entries:
            added = ", ".join(line.removeprefix("  - ") for line in self.entries[1:])
            yield f"add to `remembered` of {self.path}: {added}"


def definition_change(
    before: InForce, after: InForce, until_ms: int, started_ms: int | None = None
) -> DefinitionChange:
    """What becomes of the states that a job has written when another goes on with them.

    Args:
        before: of the job that runs.
        after: of the release.
        until_ms: when entries that are to be added shall say that the release has started.
        started_ms: when it has, which those that are there must say; None for the same time.
    """
    lateness_ms = after.limits.allowed_lateness_ms
    old, new, said = before.plan, after.plan, after.definitions.remembered
    found = takeover(old, new, lateness_ms)
    started_ms = until_ms if started_ms is None else started_ms
    lacking = unsaid(remembered_before(old, new, started_ms, lateness_ms), said)
    wanted = unsaid(remembered_before(old, new, until_ms, lateness_ms), said) if lacking else ()
    names = ", ".join(dict.fromkeys(one.entity for one in lacking))
    path = after.definitions.path
    wanting = (f"{path}: looks further back than the job remembers: {names}",) if lacking else ()
    return DefinitionChange(
        path=path,
        told=tuple(takeover_lines(found, len(new.names))),
        refused=(*lost_key_lines(found), *wanting, *_laid_down_lines(before, after)),
        entries=tuple(entry_lines(wanted)) if wanted else (),
        changes_nothing=found.changes_nothing,
    )


def _laid_down_lines(before: InForce, after: InForce) -> Iterator[str]:
    if before.laid_down != after.laid_down:
        old, new = (", ".join(one.laid_down) or "none" for one in (before, after))
        yield (
            f"{after.definitions.path}: values of these features lie in the states of other keys,"
            f" known by their place alone: {old}; now they would be {new}: keep them and their"
            " order, or start without state"
        )
