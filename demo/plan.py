"""How large a demo is: what is simulated, how fast it is replayed, and what is measured.

records  |---- history, flat out ----|-- settling --|------- measured -------|
         ^ throughput                ^ from here at RATE_PER_S: latency ------^
"""

from dataclasses import dataclass
from typing import Final

from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario

RATE_PER_S: Final = 579
"""Test rate of the published case: ten times 5 million payments a day."""

PUBLISHED_MEAN_MS: Final = 47
PUBLISHED_LIMIT_MS: Final = 100

SEED: Final = 2025


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoPlan:
    """The numbers of one demo.

    Attributes:
        scenario: the payments.
        disorder: how they arrive.
        rate_per_s: records a second after the history.
        paced_s: seconds at that rate.
        settling_s: first seconds at that rate whose latencies are left out, while what the history
            left in the buffers is worked off.
        with_labels: whether labels come among the payments.
    """

    scenario: Scenario
    disorder: Disorder
    rate_per_s: int = RATE_PER_S
    paced_s: int = 16
    settling_s: int = 3
    with_labels: bool = True

    def paced_from(self, records: int) -> int:
        """Number of the first record that is paced, of so many records."""
        return max(0, records - self.paced_s * self.rate_per_s)

    def measured_from(self, records: int) -> int:
        """Number of the first record whose latency counts."""
        return self.paced_from(records) + self.settling_s * self.rate_per_s


def file_plan() -> DemoPlan:
    """A month of payments from a file."""
    return DemoPlan(
        scenario=Scenario(seed=SEED, payments=39_000, fraud_rate=0.008),
        disorder=Disorder(seed=SEED),
    )


def kinesis_plan() -> DemoPlan:
    """A few days of payments at a rate that the local Kinesis server keeps up with.

    It spends 2 to 3 ms on a record and 15 ms on a request. All records come at the rate, so that
    the shards hardly drift apart. Without labels: hardly any is reported within so few days.
    """
    return DemoPlan(
        scenario=Scenario(
            seed=SEED, cards=60, merchants=90, days=3, payments=1_500, fraud_rate=0.02
        ),
        disorder=Disorder(seed=SEED, duplicate_rate=0.01, late_rate=0.004, malformed_rate=0.02),
        with_labels=False,
        rate_per_s=50,
        paced_s=30,
        settling_s=8,
    )
