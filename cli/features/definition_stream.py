"""A seeded stream of simulated payments and labels that has a definition file's own fields too."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.fraud.payment_type import payment_type
from events.shared.own_fields import OwnField
from simulator.label_settings import LabelSettings
from simulator.labels import labels_of
from simulator.own_values import own_values
from simulator.scenario import Scenario, simulation_of
from simulator.stream import payments_in_order

DAYS: Final = 45
"""Longer than most windows, so that histories are as large as they become."""
_PAYMENTS_A_CARD: Final = 60
_PAYMENTS_A_MERCHANT: Final = 150
_FEWEST_MERCHANTS: Final = 50


@dataclass(frozen=True, slots=True)
class DefinitionStream:
    """Payments and labels in the order in which they become known.

    Attributes:
        events: of both kinds.
        payments: how many of them are payments.
    """

    events: tuple[Payment | Label, ...]
    payments: int


def definition_stream(fields: tuple[OwnField, ...], payments: int, seed: int) -> DefinitionStream:
    """Simulated payments of 45 days, each own field of which has a random value in its limits.

    A field that is not required is missing in every fifth payment.
    """
    scenario = Scenario(
        seed=seed,
        cards=max(1, payments // _PAYMENTS_A_CARD),
        merchants=max(_FEWEST_MERCHANTS, payments // _PAYMENTS_A_MERCHANT),
        days=DAYS,
        payments=payments,
    )
    simulation = simulation_of(scenario)
    rng, made = np.random.default_rng(seed), payment_type(fields)
    events: list[Payment | Label] = [
        _with_fields(simulated.payment, made, fields, rng)
        for simulated in payments_in_order(simulation)
    ]
    events += labels_of(simulation, LabelSettings())
    return DefinitionStream(tuple(sorted(events, key=_known_ms)), len(simulation))


def _known_ms(event: Payment | Label) -> int:
    return event.reported_time_ms if isinstance(event, Label) else event.event_time_ms


def _with_fields(
    payment: Payment, made: type[Payment], fields: tuple[OwnField, ...], rng: np.random.Generator
) -> Payment:
    said = {name: getattr(payment, name) for name in Payment.__struct_fields__}
    own = {field.name: value for field, value in own_values(fields, rng)}
    return made(**{**said, "amount_base_minor": payment.amount_minor, **own})
