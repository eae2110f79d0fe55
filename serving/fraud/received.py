"""A decision as it came in: read once, and encoded once for all who may see it."""

import re
from typing import Final

import msgspec
from msgspec import Struct

from events.fraud.decision import Action, Decision
from events.shared.json_records import RecordDecoder, encode
from events.shared.own_fields import EARLIEST_TIME_MS, LATEST_TIME_MS
from events.shared.rejected import Fault
from serving.fraud.brief import brief
from serving.shared.tail.growing_file import MOST_LINE_BYTES

DECISION_ID: Final = re.compile(r"[0-9a-f]{32}")
"""What an id of a decision is; it stands in a feed and in URLs as it is."""

_NO_ID: Final = Fault("bad_identifier", "decision_id", "decision_id: 32 hex digits expected")

_NO_TIME: Final = Fault(
    "out_of_range", "event_time_ms", "event_time_ms: milliseconds of the years 1 to 9999 expected"
)


class Received(Struct, frozen=True, gc=False):
    """One decision.

    Attributes:
        full: as the job wrote it, on one line.
        brief: the same without what says why, see `serving.fraud.brief`.
        decision: the same as it was read, for what counts it.
    """

    decision_id: str
    card_id: str
    merchant_id: str
    action: Action
    event_time_ms: int
    full: bytes
    brief: bytes
    decision: Decision


def received(decision: Decision, full: bytes) -> Received:
    """`decision` with both its forms; `full` is how it was written."""
    return Received(
        decision_id=decision.decision_id,
        card_id=decision.card_id,
        merchant_id=decision.merchant_id,
        action=decision.action,
        event_time_ms=decision.event_time_ms,
        full=full,
        brief=encode(brief(decision)),
        decision=decision,
    )


class DecisionReader:
    """Reads records of an output of decisions."""

    def __init__(self) -> None:
        self._decoder = RecordDecoder(Decision, MOST_LINE_BYTES)

    def read(self, raw: bytes) -> Received | Fault:
        """The decision in `raw`, or why it is none."""
        decision = self._decoder.decode(raw)
        if isinstance(decision, Fault):
            return decision
        if DECISION_ID.fullmatch(decision.decision_id) is None:
            return _NO_ID
        if not EARLIEST_TIME_MS <= decision.event_time_ms <= LATEST_TIME_MS:
            return _NO_TIME
        # Between its values JSON may hold ends of lines, and these would end a message of a feed.
        is_one_line = b"\r" not in raw and b"\n" not in raw
        return received(decision, raw if is_one_line else encode(decision))


def received_again(full: bytes) -> Received:
    """The decision of a `Received.full`."""
    return received(msgspec.json.decode(full, type=Decision), full)
