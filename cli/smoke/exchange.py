"""Marked records that nobody made, put on a stack's stream, and what comes of them.

records --put--> stream --> job --> stream of results --tail--> the same ids? --> latency
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from serving.shared.tail.kinesis_records import StreamTail

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

SMOKE_PREFIX: Final = "smoke-"
"""Reserved: every id of a smoke test's record begins with it, and no other id may."""

POLL_S: Final = 0.5
"""Pause between two polls: other readers share a shard's five requests a second."""


@dataclass(frozen=True)
class Streams:
    """Names of the streams in AWS: where records are put, and where results are read."""

    put: str
    read: str


@dataclass(frozen=True)
class Clock:
    """The time, and a way to let it pass."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A record of the test.

    Attributes:
        id: that the result names.
        key: partition key.
        raw: the record.
        expected: what the result must have, by field.
    """

    id: str
    key: str
    raw: bytes
    expected: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A result as the job gave it.

    Attributes:
        id: of the record that it is of.
        said: what it says, in a few words.
        found: the fields that are compared with what is expected.
        in_job_us: microseconds from record read to result emitted.
        job_version: of the job that made it.
        told: further values for a program that reads the outcome.
    """

    id: str
    said: str
    found: dict[str, object]
    in_job_us: int
    job_version: str
    told: dict[str, Any]


class Reading(Protocol):
    """How results are read."""

    def __call__(self, raw: bytes) -> Answer | None:
        """The result in a record; None where it is of another version, or somebody else's."""


@dataclass
class SmokeOutcome:
    """What became of the records.

    Attributes:
        sent: the ids, in order.
        answers: the result of each record that has one, by id.
        latency_ms: from put to read by this program, at most a poll too long.
        faults: what is wrong with a result that came.
    """

    sent: tuple[str, ...]
    answers: dict[str, Answer] = field(default_factory=dict)
    latency_ms: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Ids without a result."""
        return [name for name in self.sent if name not in self.answers]

    @property
    def passed(self) -> bool:
        """Whether every record has a result, and none a wrong one."""
        return not self.missing and not self.faults


def send_and_wait(  # noqa: PLR0913 - all of one exchange
    client: "KinesisClient",
    streams: Streams,
    records: Sequence[Marked],
    read: Reading,
    *,
    timeout_s: float,
    clock: Clock,
) -> SmokeOutcome:
    """Put `records` and wait for their results, at most `timeout_s`.

    Raises:
        RuntimeError: Kinesis did not take a record.
    """
    tail = StreamTail(client, streams.read)
    outcome = SmokeOutcome(tuple(record.id for record in records))
    put_at_s = clock.monotonic()
    _put(client, streams.put, records)
    waiting = {record.id: record for record in records}
    while True:
        for raw in tail.poll():
            answer = read(raw)
            # Else somebody else's, or a repetition: output is at-least-once.
            if answer is not None and answer.id in waiting:
                outcome.answers[answer.id] = answer
                outcome.latency_ms[answer.id] = (clock.monotonic() - put_at_s) * 1_000
                outcome.faults += _faults(waiting.pop(answer.id), answer)
        if not waiting or clock.monotonic() - put_at_s >= timeout_s:
            return outcome
        clock.sleep(POLL_S)


def _put(client: "KinesisClient", stream: str, records: Iterable[Marked]) -> None:
    answer = client.put_records(
        StreamName=stream,
        Records=[{"Data": record.raw, "PartitionKey": record.key} for record in records],
    )
    refused = [record["ErrorCode"] for record in answer["Records"] if "ErrorCode" in record]
    if refused:
        raise RuntimeError(
            f"stream {stream} did not take {len(refused)} of {len(answer['Records'])} records:"
            f" {', '.join(sorted(set(refused)))}"
        )


def _faults(record: Marked, answer: Answer) -> list[str]:
    return [
        f"{record.id}: {name}: {answer.found[name]!r}, expected {expected!r}"
        for name, expected in record.expected.items()
        if answer.found[name] != expected
    ]
