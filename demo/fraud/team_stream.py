"""Simulated payments with what a definition file reads: own fields, devices, other currencies."""

from collections.abc import Collection
from dataclasses import replace

from features.fraud.catalogue import SHIPPED
from features.shared.definitions.model import Definitions
from features.shared.plan.plan import Plan
from simulator.details import MERCHANT_CATEGORY, Details
from simulator.disorder_settings import Disorder
from simulator.own_values import with_own_values
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario, wire_records


def team_scenario(scenario: Scenario, plan: Plan) -> Scenario:
    """The scenario with the details that `plan` reads; that of the shipped definitions stays."""
    definitions = plan.definitions
    if definitions.sha256 == SHIPPED.sha256:
        return scenario
    return replace(scenario, details=_details(definitions, _read(plan)))


def team_records(
    scenario: Scenario, definitions: Definitions, disorder: Disorder | None = None
) -> list[SimulatedRecord]:
    """The stream of `scenario` as it arrives, with values of the file's own fields."""
    records = wire_records(scenario, disorder)
    return list(with_own_values(records, definitions.fields, scenario.seed))


def _details(definitions: Definitions, read: Collection[str]) -> Details:
    mcc = [field for field in definitions.fields if field.name == MERCHANT_CATEGORY.name]
    return Details(
        categories=any(
            field.type == "text" and field.longest >= MERCHANT_CATEGORY.longest for field in mcc
        ),
        # A table of the team's own may not have the currencies, or the days, of the simulation.
        currencies="currency" in read and definitions.money.rates == "shipped",
        devices="device_id" in read,
    )


def _read(plan: Plan) -> set[str]:
    """Names of the payment's fields that anything given is computed from or keyed by."""
    scopes = {feature.scope for feature in plan.features}
    keys = {
        field
        for entity in plan.definitions.entities
        if entity.name in scopes
        for field in entity.fields
    }
    return keys | {field for feature in plan.features for field in feature.fields}
