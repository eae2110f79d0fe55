"""How the records of a shop arrive: some out of order, again, late, and broken ones between them.

::

    sent      a  b  c  d  e  f ...
    arrives   a  c  b  d  d  #  f ... (a day and more) ... e
                    |     |  |                             |
         out of order     |  malformed                     late
                          duplicate

What is under way is kept until it arrives, and nothing else.
"""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import count

from msgspec.structs import replace

from events.shared.time_units import HOUR_MS, SECOND_MS
from simulator.shoppers import purposes
from simulator.shoppers.defects import DEFECTS, broken
from simulator.shoppers.disturbance_settings import (
    LATE_MARGIN_MS,
    LATE_SPREAD_MS,
    Disturbances,
)
from simulator.shoppers.record import SentRecord, ShoppingEvent, ShopRecord
from simulator.shoppers.settings import ShoppingScenario
from simulator.streams import stream, uniforms


def disturbed(
    sent: Iterable[SentRecord], scenario: ShoppingScenario, disturbances: Disturbances
) -> Iterator[ShopRecord]:
    """The records of a scenario, sent in order of time, in order of arrival."""
    return _UnderWay(scenario, disturbances).delivered(sent)


class _UnderWay:
    """Records that are sent and have not arrived.

    A late one waits for the record that is far enough ahead of it, all others for a time.
    """

    def __init__(self, scenario: ShoppingScenario, disturbances: Disturbances) -> None:
        self._rates = disturbances
        # An hour before the end there is always something to come.
        least_ms = disturbances.allowed_lateness_ms + LATE_MARGIN_MS
        self._overtaken_before_ms = scenario.span.end_ms - HOUR_MS - least_ms - LATE_SPREAD_MS
        self._uniform = uniforms(stream(scenario.seed, purposes.DISTURBANCES))
        self._sequence = count().__next__
        self._timed: list[tuple[int, int, int, ShopRecord]] = []
        self._late: list[tuple[int, int, ShopRecord]] = []
        self._newest_ms = 0
        self._broken = 0

    def delivered(self, sent: Iterable[SentRecord]) -> Iterator[ShopRecord]:
        for record in sent:
            yield from self._arriving_before(record.record.event_time_ms)
            self._send(record)
        while self._timed:
            yield from self._arriving_before(self._timed[0][0] + 1)

    def _send(self, sent: SentRecord) -> None:
        """Decides how a record travels."""
        rates, uniform = self._rates, self._uniform
        record, time_ms = sent.record, sent.record.event_time_ms
        if uniform() < rates.late_rate and time_ms < self._overtaken_before_ms:
            due_ms = time_ms + rates.allowed_lateness_ms + LATE_MARGIN_MS
            due_ms += int(uniform() * LATE_SPREAD_MS)
            late = ShopRecord(sent.raw, "late", due_ms, record.event_id)
            heappush(self._late, (due_ms, self._sequence(), late))
        else:
            arrival_ms = time_ms
            if uniform() < rates.out_of_order_rate:
                arrival_ms += int(uniform() * rates.out_of_order_ms)
            self._put(ShopRecord(sent.raw, "event", arrival_ms, record.event_id), time_ms)
            if uniform() < rates.duplicate_rate:
                again_ms = arrival_ms + self._again_after()
                self._put(ShopRecord(sent.raw, "duplicate", again_ms, record.event_id), time_ms)
        if isinstance(record, ShoppingEvent) and uniform() < rates.malformed_rate:
            self._put(self._malformed(record), time_ms)

    def _put(self, record: ShopRecord, time_ms: int) -> None:
        heappush(self._timed, (record.arrival_ms, self._sequence(), time_ms, record))

    def _again_after(self) -> int:
        """Milliseconds, from a second up to the longest; each order of magnitude as often."""
        longest_ms = self._rates.duplicate_ms
        least_ms = min(SECOND_MS, longest_ms)
        return int(least_ms * (longest_ms / least_ms) ** self._uniform())

    def _malformed(self, event: ShoppingEvent) -> ShopRecord:
        """A broken copy, which arrives at once; the defects take turns."""
        defect = DEFECTS[self._broken % len(DEFECTS)]
        raw = broken(defect, event, f"broken-{self._broken:06d}")
        self._broken += 1
        return ShopRecord(raw, "malformed", event.event_time_ms, cause=defect.cause)

    def _arriving_before(self, until_ms: int) -> Iterator[ShopRecord]:
        while self._timed and self._timed[0][0] < until_ms:
            arrival_ms, _, time_ms, record = heappop(self._timed)
            if record.kind != "event":
                yield record
            elif time_ms < self._newest_ms:
                yield replace(record, kind="out_of_order")
            else:
                self._newest_ms = time_ms
                yield record
                yield from self._overtaken(arrival_ms)

    def _overtaken(self, arrival_ms: int) -> Iterator[ShopRecord]:
        """The late ones that the newest record is far enough ahead of."""
        while self._late and self._late[0][0] <= self._newest_ms:
            yield replace(heappop(self._late)[2], arrival_ms=arrival_ms)
