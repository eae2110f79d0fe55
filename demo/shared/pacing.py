"""How fast a demo replays its records, and which of them are measured.

records  |---- history, flat out ----| rest |-- settling --|------- measured -------|
         ^ throughput                       ^ from here at a rate: latency ----------^
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Pacing:
    """The numbers.

    Attributes:
        rate_per_s: records a second after the history.
        paced_s: seconds at that rate.
        settling_s: first seconds at that rate whose latencies are left out, while what the history
            left in the buffers is worked off.
        rest_s: seconds without a record before that, for a job that is slow to work it off.
    """

    rate_per_s: int
    paced_s: int
    settling_s: int
    rest_s: int = 0

    def paced_from(self, records: int) -> int:
        """Number of the first record that is paced, of so many records."""
        return max(0, records - self.paced_s * self.rate_per_s)

    def measured_from(self, records: int) -> int:
        """Number of the first record whose latency counts."""
        return self.paced_from(records) + self.settling_s * self.rate_per_s
