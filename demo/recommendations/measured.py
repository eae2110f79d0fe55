"""What a run measures beside the outputs of the job."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo.recommendations.in_force import Moment
from demo.recommendations.next_item import Question
from demo.recommendations.store_census import Census
from demo.recommendations.store_times import StoreTimes


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What was measured beside the outputs.

    Attributes:
        measured_from: number of the first record whose latency counts.
        rate_per_s: rate of the records from there on.
        throughput_per_s: events a second, flat out.
        moments: every event that counts, in order of arrival, with the lists before and after it.
        store_times: when lists were readable in the store.
        lists_stored: lists that the store took; each batch writes the newest of a shopper only.
        census: what the store holds at the end.
        asked: next items, and who had listed them.
    """

    measured_from: int
    rate_per_s: int
    throughput_per_s: float
    moments: Sequence[Moment]
    store_times: StoreTimes
    lists_stored: int
    census: Census
    asked: Sequence[Question]

    @property
    def paced(self) -> list[Moment]:
        """The events whose latency counts and that a list was made at."""
        return [
            one
            for one in self.moments
            if one.made is not None and one.sent.place >= self.measured_from
        ]
