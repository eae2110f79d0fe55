"""The state lock of the recommendation job: what it is read off."""

from typing import Final

from jobs.recommendations.job import RECOMMENDATIONS
from jobs.shared.state_lock.lock import StateLock
from jobs.shared.state_lock.of_topology import state_lock

_ARN: Final = "arn:aws:kinesis:eu-west-1:111122223333:stream/{0}/consumer/recommendations:1"

PRODUCTION: Final = {
    "source.uri": "kinesis:shopping-events",
    "source.consumer_arn": _ARN.format("shopping-events"),
    "items.uri": "kinesis:items",
    "items.consumer_arn": _ARN.format("items"),
    "sink.uri": "kinesis",
    "sink.features_stream": "shopping-features",
    "store.url": "rediss://store:6379",
    "aws.region": "eu-west-1",
}
"""Settings of a job that has everything which one in production can have."""

SWITCHES: Final = (
    "items.uri",
    "store.url",
    "sink.lists_stream",
    "sink.dead_letters_stream",
    "sink.late_stream",
    "sink.features_stream",
)
"""The settings that leave operators out where they are `none`."""


def recommendation_state_lock() -> StateLock:
    """The lock of the job as the code is now.

    Raises:
        TopologyError: the state of an operator cannot be told, or changes with a setting.
    """
    return state_lock(RECOMMENDATIONS, PRODUCTION, SWITCHES)
