"""The two inputs of the recommendation job: events, and items that have a stream of their own."""

from typing import Final

from pyflink.datastream import DataStream, StreamExecutionEnvironment

from jobs.recommendations.settings import RecommendationSettings
from jobs.shared.locations import KinesisStream
from jobs.shared.sources import records, stream_records

EVENTS: Final = "events"
_ITEMS: Final = "items"


def event_records(env: StreamExecutionEnvironment, settings: RecommendationSettings) -> DataStream:
    """The records of the source in `settings`, undecoded."""
    return records(env, settings, EVENTS)


def item_records(
    env: StreamExecutionEnvironment, settings: RecommendationSettings
) -> DataStream | None:
    """The records of a stream of items, undecoded; None where they have none of their own."""
    items = settings.items_uri
    if not isinstance(items, KinesisStream):
        return None
    return stream_records(env, settings, _ITEMS, items, settings.items_consumer_arn)
