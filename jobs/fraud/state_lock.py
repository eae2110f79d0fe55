"""The state lock of the fraud job: what it is read off."""

from typing import Final

from jobs.fraud.job import FRAUD
from jobs.shared.state_lock.lock import StateLock
from jobs.shared.state_lock.of_topology import state_lock

_ARN: Final = "arn:aws:kinesis:eu-west-1:111122223333:stream/{0}/consumer/fraud:1"

PRODUCTION: Final = {
    "source.uri": "kinesis:payments",
    "source.consumer_arn": _ARN.format("payments"),
    "labels.uri": "kinesis:labels",
    "labels.consumer_arn": _ARN.format("labels"),
    "sink.uri": "kinesis",
    "store.url": "rediss://store:6379",
    "aws.region": "eu-west-1",
}
"""Settings of a job that has everything which one in production can have."""

SWITCHES: Final = (
    "labels.uri",
    "store.url",
    "sink.decisions_stream",
    "sink.dead_letters_stream",
    "sink.late_stream",
    "sink.features_stream",
)
"""The settings that leave operators out where they are `none`."""


def fraud_state_lock() -> StateLock:
    """The lock of the job as the code is now.

    Raises:
        TopologyError: the state of an operator cannot be told, or changes with a setting.
    """
    return state_lock(FRAUD, PRODUCTION, SWITCHES)
