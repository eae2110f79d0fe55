"""Puts simulated records on a Kinesis stream at a rate, and notes when."""

from collections.abc import Sequence
from threading import Event
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from simulator.record import SimulatedRecord

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef

_MOST_RECORDS: Final = 500
# A request costs the local server 15 ms, whatever is in it.
_TICK_S: Final = 0.2
_NO_CARD: Final = "unreadable"


class _Card(Struct):
    card_id: str


class Producer:
    """Puts records on one stream, those of a card on one shard.

    Args:
        client: of the Kinesis server.
        stream: name of the stream.

    Attributes:
        put_at_s: when each payment was first put, by transaction id, on the monotonic clock.
    """

    def __init__(self, client: "KinesisClient", stream: str) -> None:
        self.put_at_s: dict[str, float] = {}
        self._client = client
        self._stream = stream
        self._cards = msgspec.json.Decoder(_Card)

    def put_at_rate(self, records: Sequence[SimulatedRecord], rate_per_s: int, stop: Event) -> None:
        """Put `records` at a rate, making up for delays of the server, until `stop` is set."""
        started_s, done = monotonic(), 0
        while done < len(records) and not stop.is_set():
            due = min(len(records), int((monotonic() - started_s) * rate_per_s) + 1)
            self.put(records[done:due])
            done = due
            sleep(_TICK_S)

    def put(self, records: Sequence[SimulatedRecord]) -> None:
        """Put `records` at once, in their order."""
        for start in range(0, len(records), _MOST_RECORDS):
            part = records[start : start + _MOST_RECORDS]
            now_s = monotonic()
            for record in part:
                self.put_at_s.setdefault(record.transaction_id or "", now_s)
            self._put([self._entry(record) for record in part])

    def _put(self, entries: "list[PutRecordsRequestEntryTypeDef]") -> None:
        while entries:
            answer = self._client.put_records(StreamName=self._stream, Records=entries)
            entries = [
                entry
                for entry, result in zip(entries, answer["Records"], strict=True)
                if "ErrorCode" in result
            ]

    def _entry(self, record: SimulatedRecord) -> "PutRecordsRequestEntryTypeDef":
        try:
            key = self._cards.decode(record.raw).card_id or _NO_CARD
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            key = _NO_CARD
        return {"Data": record.raw, "PartitionKey": key[:256]}
