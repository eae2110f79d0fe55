"""What a job decides by, read once where it is submitted: definitions, rules and model.

::

    features.definitions --read, checked--> content --+--> PlanLoader     to every stage
    decision.rules, decision.model --checked----------+--> DeciderLoader  to the last one
"""

from dataclasses import dataclass

from features.fraud.definitions import aggregate_faults, load_definitions
from features.fraud.definitions_content import content_of
from features.shared.definitions.model import Definitions
from jobs.fraud.settings import FraudSettings
from jobs.shared.properties import SettingsError
from jobs.shared.version import job_version
from udfs.fraud.loading import DeciderLoader, PlanLoader


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """What a job decides by.

    Attributes:
        definitions: of fields, entities and features.
        load_plan: makes the plan of all that is needed, on a worker.
        load_decider: makes the decider, on a worker.
    """

    definitions: Definitions
    load_plan: PlanLoader
    load_decider: DeciderLoader


def decided_by(settings: FraudSettings) -> DecidedBy:
    """Read and check what the settings name.

    Raises:
        DefinitionsError: the definitions have faults: all of them.
        SettingsError: an own aggregate that they name is not usable.
        RuleSetError: the rules are not usable with these definitions.
        ModelArtifactError: the model is not usable with these definitions.
    """
    definitions = load_definitions(settings.features_definitions)
    faults = aggregate_faults(definitions)
    if faults:
        raise SettingsError([f"features.definitions: {fault}" for fault in faults])
    content = content_of(definitions)
    load_decider = DeciderLoader(
        settings.decision_rules, settings.decision_model, job_version(), content
    )
    load_plan = PlanLoader(content, settings.limits, load_decider.needed())
    return DecidedBy(definitions, load_plan, load_decider)
