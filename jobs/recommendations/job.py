"""The recommendation job: lists as shoppers act."""

from pathlib import Path
from typing import Any, Final

from features.recommendations import item, leaders, neighbours, shopper, visitor
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import key_states
from features.shared.state.state_log import LogFormat
from jobs.recommendations import topology
from jobs.recommendations.items_file import with_history_in_one_file, with_items_inline
from jobs.recommendations.outputs import OUTPUTS
from jobs.recommendations.run_summary import summary
from jobs.recommendations.settings import RecommendationSettings, load_settings
from jobs.recommendations.sources import EVENTS
from jobs.shared.job import Job
from jobs.shared.progress import WatchedOperators
from jobs.shared.sources import PACE
from udfs.recommendations.plan_loading import loader_of
from udfs.recommendations.recommender_loading import ListMakerLoader
from udfs.shared.pace import PACED_SINCE_MS


def _check(settings: RecommendationSettings) -> None:
    """Load definitions, experiment, rules and rankers."""
    definitions = load_definitions(settings.features_definitions)
    plan = loader_of(definitions, settings.limits)()
    made_by = (settings.lists_rules, settings.lists_ranker, settings.lists_experiment)
    ListMakerLoader(*made_by)(plan)


def _prepare(settings: RecommendationSettings, folder: Path) -> RecommendationSettings:
    """Bring files of a local run into the form that the job reads."""
    if settings.is_history:
        return with_history_in_one_file(settings, folder / "history")
    return with_items_inline(settings, folder)


def _logs() -> tuple[LogFormat[Any, Any], ...]:
    """The logs of all stages by the shipped definitions; no limit changes their form."""
    limits = RecommendationLimits()
    plan = loader_of(load_definitions(DEFAULT), limits)().plan
    of_hops = (one.log.format for one in key_states(plan, limits.history))
    return (
        visitor.FORMAT,
        item.FORMAT,
        neighbours.FORMAT,
        leaders.FORMAT,
        shopper.FORMAT,
        *of_hops,
    )


RECOMMENDATIONS: Final = Job(
    name="recommendations",
    load=load_settings,
    check=_check,
    prepare=_prepare,
    build=topology.build,
    outputs=OUTPUTS,
    logs=_logs(),
    watched=WatchedOperators(
        source=EVENTS,
        result=topology.SHOPPER_UID,
        counters={
            topology.ENTRY_UID: (
                "events_in",
                "items_in",
                "links_in",
                "rejected",
                "duplicates",
                "late",
            ),
            topology.SHOPPER_UID: ("accepted", "lists", "lists_unchanged"),
            PACE: (PACED_SINCE_MS,),
        },
    ),
    summary=summary,
)
