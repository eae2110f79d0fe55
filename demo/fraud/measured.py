"""What a run measures beside the outputs of the job."""

from collections.abc import Mapping
from dataclasses import dataclass

from demo.fraud.store_census import StoreCensus


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What was measured beside the outputs.

    Attributes:
        latency_from: number of the first record whose latency counts.
        rate_per_s: rate of the records from there on.
        throughput_per_s: payments decided a second.
        end_to_end_ms: by transaction id, None where there is no input stream.
        store: what the feature store holds.
    """

    latency_from: int
    rate_per_s: int
    throughput_per_s: float
    end_to_end_ms: Mapping[str, float] | None
    store: StoreCensus
