"""What happens around the job on Kinesis: records put in, decisions read out, until all are there.

first records --> their decisions seen --> all others at the rate --> every decision seen --> end
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from threading import Event
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from demo.fraud.kinesis_producer import Producer
from demo.fraud.kinesis_reader import StreamReader
from events.fraud.decision import Decision
from simulator.record import SimulatedRecord

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

OPENING_RECORDS: Final = 40
"""Put before all others: once they are decided, every part of the job has started."""

PATIENCE_S: Final = 90.0
# Each poll costs the local server some 25 ms a shard.
_POLL_S: Final = 0.2


class Pace(NamedTuple):
    """How fast records are put, and what ends it."""

    rate_per_s: int
    stop: Event


class TrafficError(RuntimeError):
    """Decisions did not arrive."""


class DecisionWatch:
    """The decisions that have become readable on the output stream.

    Args:
        client: of the Kinesis server.
        stream: name of the stream of decisions.

    Attributes:
        seen: by decision id, in order of arrival; output is at-least-once, so repeats are dropped.
        seen_at_s: when each payment's decision was first readable, by transaction id.
    """

    def __init__(self, client: "KinesisClient", stream: str) -> None:
        self.seen: dict[str, Decision] = {}
        self.seen_at_s: dict[str, float] = {}
        self._client = client
        self._stream = stream
        self._decoder = msgspec.json.Decoder(Decision)

    def follow(self, end: Event) -> None:
        """Read until `end` is set."""
        with closing(self._client):
            reader = StreamReader(self._client, self._stream)
            while not end.wait(_POLL_S):
                for record in reader.poll():
                    decision = self._decoder.decode(record.data)
                    self.seen.setdefault(decision.decision_id, decision)
                    self.seen_at_s.setdefault(decision.transaction_id, record.at_s)


def drive(
    records: Sequence[SimulatedRecord], producer: Producer, watch: DecisionWatch, pace: Pace
) -> None:
    """Put all `records` and wait for the decisions.

    Raises:
        TrafficError: if no decision arrives for `PATIENCE_S`.
    """

    def await_decisions(of: Sequence[SimulatedRecord]) -> None:
        wait_for(_payments(of), lambda: len(watch.seen), "decisions", pace.stop)

    opening = records[:OPENING_RECORDS]
    producer.put(opening)
    await_decisions(opening)
    producer.put_at_rate(records[OPENING_RECORDS:], pace.rate_per_s, pace.stop)
    await_decisions(records)


def wait_for(expected: int, count: Callable[[], int], what: str, stop: Event) -> None:
    """Wait until `count` gives `expected`, or `stop` is set.

    Raises:
        TrafficError: if it has not changed for `PATIENCE_S`.
    """
    seen, since_s = count(), monotonic()
    while seen < expected and not stop.is_set():
        sleep(_POLL_S)
        now = count()
        if now != seen:
            seen, since_s = now, monotonic()
        elif monotonic() - since_s > PATIENCE_S:
            raise TrafficError(
                f"{seen} of {expected} {what} arrived, none in the last {PATIENCE_S:.0f} s"
            )


def _payments(records: Sequence[SimulatedRecord]) -> int:
    """How many different payments are among `records`."""
    return len({record.transaction_id for record in records if record.transaction_id is not None})
