"""Where a job's settings say that decisions and labels are, as sources to follow."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import KinesisStream, LocalPath, OutputStreams
from serving.shared.kinesis import kinesis_client
from serving.shared.tail.followed_file import FollowedFile
from serving.shared.tail.followed_results import FollowedResults
from serving.shared.tail.followed_stream import FollowedStream
from serving.shared.tail.source import RecordSource

_READ_BACK: Final = timedelta(minutes=10)
"""So much of a stream goes to the archive at the start."""

_RECORD_BYTES: Final = 3_000
"""A decision has about 2,500 bytes."""

_DEAD_LETTER_BYTES: Final = 64 << 20
"""So much of the dead letters of a folder is read at the start."""


def decision_source(
    settings: FraudSettings, most: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> RecordSource | None:
    """The decisions of a job with these settings; None if they go nowhere.

    Args:
        settings: of the job.
        most: decisions that are kept, and so about as many of those that are there already.
        now: the time.
    """
    sink = settings.sink_uri
    if isinstance(sink, LocalPath):
        return FollowedResults(sink.path, "decisions", most * _RECORD_BYTES)
    if isinstance(sink, OutputStreams):
        return _stream(settings, settings.sink_decisions_stream, now() - _READ_BACK)
    return None


def dead_letter_source(
    settings: FraudSettings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> RecordSource | None:
    """The records that a job with these settings refuses; None if they go nowhere."""
    sink = settings.sink_uri
    if isinstance(sink, LocalPath):
        return FollowedResults(sink.path, "rejected", _DEAD_LETTER_BYTES)
    if isinstance(sink, OutputStreams):
        return _stream(settings, settings.sink_dead_letters_stream, now() - _READ_BACK)
    return None


def label_source(
    settings: FraudSettings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> RecordSource | None:
    """The labels that such a job reads; None if there are none of their own."""
    labels = settings.labels_uri
    if isinstance(labels, LocalPath):
        return FollowedFile(labels.path)
    if isinstance(labels, KinesisStream):
        return _stream(settings, labels.name, now() - _READ_BACK)
    return None


def _stream(settings: FraudSettings, name: str, since: datetime) -> FollowedStream:
    return FollowedStream(kinesis_client(settings), name, since)
