"""One simulation, described by numbers alone: the same scenario gives the same bytes."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.fraud.label import Label
from events.shared.wire_types import EARLIEST_EVENT_TIME_MS
from simulator.details import PLAIN, Details, with_details
from simulator.disorder import delivered
from simulator.disorder_settings import Disorder
from simulator.expectations import require
from simulator.fraud.campaigns import PATTERN_NAMES, FraudPlan, fraud_payments
from simulator.habits import genuine_payments
from simulator.label_settings import LabelSettings
from simulator.labels import labels_of
from simulator.population import MERCHANTS_PER_CITY, populate
from simulator.record import SimulatedPayment, SimulatedRecord
from simulator.rhythm import START_MS, Span
from simulator.simulation import Simulation
from simulator.stream import payments_in_order, records_in_order
from simulator.table import PaymentTable, stacked

MIN_MERCHANTS: Final = 4 * MERCHANTS_PER_CITY


@dataclass(frozen=True, slots=True)
class Scenario:
    """What to simulate.

    Attributes:
        seed: of all randomness, 0 or more.
        cards: number of cards.
        merchants: number of merchants, at least `MIN_MERCHANTS`.
        days: length in days.
        payments: number of payments, fraudulent ones included.
        fraud_rate: share of fraudulent payments, 0 to 0.5. There are fewer where the patterns do
            not fit into the days.
        start_ms: time of the first instant, epoch ms.
        patterns: names of the fraud patterns in use.
        details: what the payments have beside the plain stream.

    Raises:
        ValueError: naming every field that is out of its range.
    """

    seed: int = 7
    cards: int = 600
    merchants: int = 250
    days: int = 35
    payments: int = 50_000
    fraud_rate: float = 0.006
    start_ms: int = START_MS
    patterns: tuple[str, ...] = PATTERN_NAMES
    details: Details = PLAIN

    def __post_init__(self) -> None:
        """Reports all faults at once."""
        require(
            self,
            (
                ("seed", self.seed >= 0, "0 or more"),
                ("cards", self.cards >= 1, "1 or more"),
                ("merchants", self.merchants >= MIN_MERCHANTS, f"{MIN_MERCHANTS} or more"),
                ("days", self.days >= 1, "1 or more"),
                ("payments", self.payments >= 1, "1 or more"),
                ("fraud_rate", 0 <= self.fraud_rate <= 0.5, "0 to 0.5"),  # noqa: PLR2004
                (
                    "start_ms",
                    self.start_ms >= EARLIEST_EVENT_TIME_MS,
                    f"{EARLIEST_EVENT_TIME_MS} or more",
                ),
                (
                    "patterns",
                    bool(self.patterns) and set(self.patterns) <= set(PATTERN_NAMES),
                    f"some of {', '.join(PATTERN_NAMES)}",
                ),
            ),
        )


TRAINING: Final = Scenario(cards=3_000, merchants=2_000, days=150, payments=300_000)
"""Enough people and time to train on; the defaults of `Scenario` are of a size to look at."""


def simulation_of(scenario: Scenario) -> Simulation:
    """Exactly `scenario.payments` payments by column."""
    rng = np.random.default_rng(scenario.seed)
    span = Span(scenario.start_ms, scenario.days)
    population = populate(rng, scenario.cards, scenario.merchants, span)
    genuine = genuine_payments(rng, population, scenario.payments, span).in_time_order()
    planned = round(scenario.payments * scenario.fraud_rate)
    plan = FraudPlan(planned, span.end_ms, scenario.patterns)
    fraud = fraud_payments(rng, population, genuine, plan)
    kept = _all_but(rng, genuine, len(fraud))
    table = stacked((kept, fraud)).in_time_order()
    detailed = with_details(scenario.seed, table, population, scenario.details)
    return Simulation.of(rng, detailed, population)


def _all_but(rng: np.random.Generator, table: PaymentTable, count: int) -> PaymentTable:
    """`table` without `count` random rows, its order kept."""
    return table.take(np.sort(rng.permutation(len(table))[count:]))


def simulate(scenario: Scenario) -> list[SimulatedPayment]:
    """Exactly `scenario.payments` payments in event-time order, each with its truth."""
    return list(payments_in_order(simulation_of(scenario)))


def simulated_labels(scenario: Scenario, settings: LabelSettings | None = None) -> list[Label]:
    """The labels about the payments of `scenario` in the order in which they become known."""
    return list(labels_of(simulation_of(scenario), settings or LabelSettings()))


def wire_records(scenario: Scenario, disorder: Disorder | None = None) -> list[SimulatedRecord]:
    """The stream of `scenario` as it arrives; without a `disorder`, the default one."""
    simulation = simulation_of(scenario)
    delivery = delivered(simulation.table.time_ms, Disorder() if disorder is None else disorder)
    return list(records_in_order(simulation, delivery))
