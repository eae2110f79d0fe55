"""What a release does to the states of the job that runs, where it decides by other definitions.

::

    definitions, rules, model, limits of the job that runs  --+--> told: feature by feature
    the same of the release                                 --+--> refused: what would be wrong

The file is only half of it: a rule or a model that reads another feature changes what is kept, too.
"""

from dataclasses import dataclass

from features.fraud.payment_plan import payment_plan
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
    """

    definitions: Definitions
    needed: tuple[str, ...]
    limits: HistoryLimits

    @property
    def plan(self) -> Plan:
        """What it computes, as a job that goes on with the states of another."""
        return payment_plan(self.definitions, self.limits, self.needed, goes_on=True)


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """What becomes of the states.

    Attributes:
        told: a line for each thing that is as it should be, or missing and said to be so.
        refused: a line for each thing that would be wrong or not start.
        entries: lines to add to the new file; empty where it has all that it needs.
    """

    told: tuple[str, ...]
    refused: tuple[str, ...]
    entries: tuple[str, ...]


def definition_change(before: InForce, after: InForce, until_ms: int) -> DefinitionChange:
    """What becomes of the states that a job has written when another goes on with them.

    Args:
        before: of the job that runs.
        after: of the release.
        until_ms: a time by which the release has started.
    """
    lateness_ms = after.limits.allowed_lateness_ms
    old, new = before.plan, after.plan
    found = takeover(old, new, lateness_ms)
    needed = remembered_before(old, new, until_ms, lateness_ms)
    missing = unsaid(needed, after.definitions.remembered)
    names = ", ".join(dict.fromkeys(one.entity for one in missing))
    wanting = [f"{after.definitions.path}: looks further back than the job remembers: {names}"]
    return DefinitionChange(
        told=tuple(takeover_lines(found, len(new.names))),
        refused=(*lost_key_lines(found), *(wanting if missing else ())),
        entries=tuple(entry_lines(missing)) if missing else (),
    )
