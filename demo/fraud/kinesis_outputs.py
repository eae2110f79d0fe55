"""What the job put on its output streams."""

from contextlib import closing
from threading import Event

import msgspec

from demo.fraud.data import Expected
from demo.fraud.kinesis_reader import StreamReader
from demo.fraud.kinesis_traffic import wait_for
from demo.fraud.outputs import Outputs, causes
from events.fraud.decision import Decision
from events.shared.rejected import Rejected
from servers.kinesis import KinesisServer


def streamed_outputs(
    kinesis: KinesisServer, expected: Expected, decisions: list[Decision]
) -> Outputs:
    """The outputs of a run that has ended; duplicates have no stream, they are what is left.

    Raises:
        TrafficError: if an expected dead letter or late copy does not arrive.
    """
    letters = records_of(kinesis, "dead-letters", expected.malformed, Event())
    decode = msgspec.json.Decoder(Rejected).decode
    rejected = causes(decode(letter) for letter in letters)
    late = sum(decision.late for decision in decisions)
    return Outputs(
        decisions=decisions,
        rejected=rejected,
        # Output is at-least-once: a copy may be there twice.
        late=len(set(records_of(kinesis, "late-payments", late, Event()))),
        duplicates=expected.records - len(decisions) - rejected.total(),
        labels_rejected=0,
        feature_updates=None,
    )


def records_of(kinesis: KinesisServer, stream: str, expected: int, stop: Event) -> list[bytes]:
    """The records of a stream, at least `expected` of them unless `stop` is set.

    Raises:
        TrafficError: if they do not arrive.
    """
    with closing(kinesis.client()) as client:
        reader, found = StreamReader(client, stream), list[bytes]()

        def count() -> int:
            found.extend(record.data for record in reader.poll())
            return len(found)

        wait_for(expected, count, f"records on {stream}", stop)
        return found
