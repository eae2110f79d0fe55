"""Follows a Kinesis stream through whatever AWS refuses for a while."""

from collections.abc import Callable
from datetime import datetime
from time import sleep
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from serving.shared.tail.kinesis_records import StreamTail
from serving.shared.tail.source import Polled

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

_EVERY_S: Final = 0.25
"""A shard takes five reads a second, of all its readers."""

_BACK_OFF_S: Final = 2.0


class FollowedStream:
    """The records of a stream.

    Args:
        client: of Kinesis.
        stream: name of the stream.
        since: from when on its records are read; None for those that come from now on.
        wait: for so many seconds; between two requests, in the thread of the source.

    Attributes:
        failures: polls that Kinesis did not answer.
    """

    def __init__(
        self,
        client: "KinesisClient",
        stream: str,
        since: datetime | None = None,
        wait: Callable[[float], None] = sleep,
    ) -> None:
        self._client = client
        self._stream = stream
        self._since = since
        self._wait = wait
        self._pause_s = 0.0
        self._tail: StreamTail | None = None
        self.failures = 0

    def poll(self) -> Polled:
        """The records that are new; where Kinesis does not answer, there may be more."""
        self._wait(self._pause_s)
        self._pause_s = _EVERY_S
        records: list[bytes] = []
        try:
            if self._tail is None:
                self._tail = StreamTail(self._client, self._stream, self._since)
            for record in self._tail.poll():
                records.append(record)  # noqa: PERF402 - those before a failure stay
        except (BotoCoreError, ClientError) as error:
            self.failures += 1
            self._pause_s = _BACK_OFF_S
            fault = f"stream {self._stream}: {_kind(error)}"
            return Polled(records, has_more=True, fault=fault)
        return Polled(records, has_more=self._tail.is_behind)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def _kind(error: BotoCoreError | ClientError) -> str:
    """What went wrong, without what AWS says of it."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "ClientError"))
    return type(error).__name__
