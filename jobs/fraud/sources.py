"""The two inputs of the fraud job: payments, and labels where those have a stream of their own."""

from typing import Final

from pyflink.datastream import DataStream, StreamExecutionEnvironment

from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import KinesisStream
from jobs.shared.sources import records, stream_records

PAYMENTS: Final = "payments"
_LABELS: Final = "labels"


def payment_records(env: StreamExecutionEnvironment, settings: FraudSettings) -> DataStream:
    """The records of the source in `settings`, undecoded."""
    return records(env, settings, PAYMENTS)


def label_records(env: StreamExecutionEnvironment, settings: FraudSettings) -> DataStream | None:
    """The records of a stream of labels, undecoded; None where they have no stream of their own."""
    labels = settings.labels_uri
    if not isinstance(labels, KinesisStream):
        return None
    return stream_records(env, settings, _LABELS, labels, settings.labels_consumer_arn)
