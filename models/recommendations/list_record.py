"""The record that a made list is sent as."""

from collections.abc import Mapping

from events.recommendations.recommendation_list import RecommendationList, list_id
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from models.recommendations.experiments.list_maker import MadeList


def list_id_of(event: ShoppingEvent) -> str:
    """The id of the list that an event leads to."""
    return list_id(shopper_key(event.user_id, event.session_id), event.event_id)


def list_record(
    event: ShoppingEvent,
    made: MadeList,
    *,
    definitions: str,
    stage_us: Mapping[str, int],
    job_version: str,
) -> RecommendationList:
    """The record.

    Args:
        event: that led to the list.
        made: the list.
        definitions: sha256 of those in force.
        stage_us: how long each stage took.
        job_version: of what made it.
    """
    return RecommendationList(
        list_id=list_id_of(event),
        user_id=event.user_id,
        session_id=event.session_id,
        event_id=event.event_id,
        event_time_ms=event.event_time_ms,
        items=made.items,
        ranker=made.ranker,
        rules=made.rules,
        definitions=definitions,
        stage_us=dict(stage_us),
        trace_id=event.trace_id,
        job_version=job_version,
        variant=made.variant,
        ruleset=made.ruleset,
        exposure=made.exposure,
    )
