"""How large the fraud demo is: what is simulated, how fast it is replayed."""

from dataclasses import dataclass
from typing import Final

from demo.shared.pacing import Pacing
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario

RATE_PER_S: Final = 579
"""Test rate of the published case: ten times 5 million payments a day."""

PUBLISHED_MEAN_MS: Final = 47
PUBLISHED_LIMIT_MS: Final = 100

SEED: Final = 2025


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoPlan(Pacing):
    """The numbers of one demo.

    Attributes:
        scenario: the payments.
        disorder: how they arrive.
        with_labels: whether labels come among the payments.
    """

    scenario: Scenario
    disorder: Disorder
    rate_per_s: int = RATE_PER_S
    paced_s: int = 16
    settling_s: int = 3
    with_labels: bool = True


def file_plan() -> DemoPlan:
    """A month of payments from a file."""
    return DemoPlan(
        scenario=Scenario(seed=SEED, payments=39_000, fraud_rate=0.008),
        disorder=Disorder(seed=SEED),
    )


def live_plan() -> DemoPlan:
    """Payments for an hour of looking on, after two weeks of history.

    Of the hour's payments a day passes in two minutes, so that labels come in while one looks.
    """
    return DemoPlan(
        scenario=Scenario(
            seed=SEED, cards=1_500, merchants=400, days=40, payments=170_000, fraud_rate=0.01
        ),
        disorder=Disorder(seed=SEED),
        rate_per_s=40,
        paced_s=3_600,
        settling_s=0,
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
