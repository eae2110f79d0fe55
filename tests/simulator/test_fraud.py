"""Each fraud pattern leaves the trace that it is named for."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.fraud.campaigns import PATTERN_NAMES, SHARES
from simulator.kinds import ECOMMERCE
from simulator.scenario import Scenario, simulation_of
from simulator.simulation import Simulation
from simulator.table import Ints, PaymentTable

SCENARIO = Scenario(cards=400, merchants=200, days=90, payments=20_000, fraud_rate=0.02)


@dataclass(frozen=True)
class Frauds:
    """The frauds of one pattern by campaign, and the genuine payments beside them."""

    simulation: Simulation
    genuine: PaymentTable
    campaigns: list[PaymentTable]

    @property
    def complete(self) -> list[PaymentTable]:
        """The campaigns that neither the wanted number of payments nor the end cuts short."""
        begun_by_ms = SCENARIO.start_ms + (SCENARIO.days - 45) * DAY_MS
        return [one for one in self.campaigns[:-1] if one.time_ms[0] < begun_by_ms]

    @property
    def table(self) -> PaymentTable:
        """All frauds."""
        pattern = self.simulation.table.pattern
        return self.simulation.table.take(np.flatnonzero(pattern >= 0))

    def typical_minor(self, card: Ints) -> Ints:
        """The median genuine amount of each card."""
        amounts = self.genuine.amount_minor
        medians = {
            one: np.median(amounts[self.genuine.card == one]) for one in np.unique(card).tolist()
        }
        return np.array([medians[one] for one in card.tolist()])


@cache
def frauds(pattern: str) -> Frauds:
    """A simulation with one pattern; campaigns are told apart by the fraudster's device."""
    simulation = simulation_of(replace(SCENARIO, patterns=(pattern,)))
    table = simulation.table
    fraud = table.take(np.flatnonzero(table.pattern >= 0))
    campaigns = [
        fraud.take(np.flatnonzero(fraud.device == device))
        for device in np.unique(fraud.device[fraud.device >= 0])
    ]
    return Frauds(simulation, table.take(np.flatnonzero(table.pattern < 0)), campaigns)


def test_the_shares_of_the_patterns_add_up() -> None:
    assert tuple(SHARES) == PATTERN_NAMES
    assert sum(SHARES.values()) == pytest.approx(1)


@pytest.mark.parametrize("pattern", PATTERN_NAMES)
def test_each_pattern_alone_makes_all_the_frauds(pattern: str) -> None:
    assert len(frauds(pattern).table) == 400


def test_card_testing_is_a_burst_of_tiny_payments_and_then_a_large_one() -> None:
    complete = frauds("card_testing").complete
    assert len(complete) > 5
    for campaign in complete:
        assert len(np.unique(campaign.card)) == 1
        assert campaign.amount_minor[-1] > 300
        assert campaign.amount_minor[:6].max() < 300
        assert campaign.time_ms[-1] - campaign.time_ms[0] < HOUR_MS


def test_a_leaked_card_pays_inflated_amounts_at_new_merchants_for_days() -> None:
    found = frauds("leaked_card")
    known = set(zip(found.genuine.card.tolist(), found.genuine.merchant.tolist(), strict=True))
    pairs = list(zip(found.table.card.tolist(), found.table.merchant.tolist(), strict=True))
    assert np.mean([pair in known for pair in pairs]) < 0.2
    ratio = found.table.amount_minor / found.typical_minor(found.table.card)
    assert np.median(ratio) > 2.5
    days = [(one.time_ms[-1] - one.time_ms[0]) / DAY_MS for one in found.campaigns]
    assert max(days) <= 14
    assert np.median(days) > 3


def test_an_account_takeover_is_where_nobody_can_have_travelled() -> None:
    found = frauds("account_takeover")
    speeds_kmh = []
    for card in np.unique(found.table.card).tolist():
        first = np.flatnonzero(found.table.card == card)[0]
        first_ms = found.table.time_ms[first]
        rows = np.flatnonzero((found.genuine.card == card) & (found.genuine.time_ms < first_ms))
        hours = (first_ms - found.genuine.time_ms[rows[-1]]) / HOUR_MS
        north = abs(found.genuine.latitude[rows[-1]] - found.table.latitude[first])
        east = abs(found.genuine.longitude[rows[-1]] - found.table.longitude[first])
        speeds_kmh.append((north + east) * 80 / hours)
    assert np.nanmedian(speeds_kmh) > 1_000


def test_a_compromised_merchant_has_frauds_beside_genuine_payments_for_weeks() -> None:
    found = frauds("compromised_merchant")
    lengths = []
    for merchant in np.unique(found.table.merchant).tolist():
        mine = found.table.time_ms[found.table.merchant == merchant]
        lengths.append((mine[-1] - mine[0]) / DAY_MS)
        near = (found.genuine.merchant == merchant) & (found.genuine.time_ms >= mine[0])
        genuine = np.count_nonzero(near & (found.genuine.time_ms <= mine[-1]))
        if mine.size >= 20:
            assert 0.25 < mine.size / (mine.size + genuine) < 0.9
    assert np.median(lengths) > 14


def test_a_compromised_merchant_sees_each_stolen_card_several_times_within_two_days() -> None:
    table = frauds("compromised_merchant").table
    pairs, uses = np.unique(np.stack((table.card, table.merchant)), axis=1, return_counts=True)
    assert uses.mean() > 2
    assert pairs.shape[1] > 50


def test_a_mule_ring_brings_many_cards_to_few_merchants_with_agreed_amounts() -> None:
    complete = frauds("mule_ring").complete
    assert len(complete) >= 5
    for campaign in complete:
        assert len(np.unique(campaign.merchant)) <= 4
        assert len(np.unique(campaign.card)) >= 10
        # Two amounts, each up to 5 % less than agreed.
        amounts = np.sort(campaign.amount_minor)
        steps = np.count_nonzero(amounts[1:] > 1.06 * amounts[:-1])
        assert steps <= 1
        assert campaign.time_ms[-1] - campaign.time_ms[0] < 15 * DAY_MS


def test_a_bust_out_brings_many_cards_to_one_merchant_within_hours() -> None:
    complete = frauds("bust_out_merchant").complete
    assert len(complete) >= 5
    for campaign in complete:
        assert len(np.unique(campaign.merchant)) == 1
        assert len(np.unique(campaign.card)) == len(campaign) >= 12
        assert campaign.time_ms[-1] - campaign.time_ms[0] < 8 * HOUR_MS


def test_low_and_slow_charges_the_same_cards_little_for_weeks() -> None:
    found = frauds("low_and_slow")
    assert found.table.amount_minor.max() <= 1_500
    assert np.mean(found.table.amount_minor < found.typical_minor(found.table.card)) > 0.9
    for campaign in found.complete:
        assert 3 <= len(np.unique(campaign.card)) <= 8
        assert len(np.unique(campaign.merchant)) <= 2
    spans = [one.time_ms[-1] - one.time_ms[0] for one in found.complete]
    assert np.median(spans) > 14 * DAY_MS


@pytest.mark.parametrize(
    "pattern", ["leaked_card", "compromised_merchant", "bust_out_merchant", "low_and_slow"]
)
def test_no_amount_gives_a_subtle_fraud_away(pattern: str) -> None:
    found = frauds(pattern)
    usual = np.quantile(found.genuine.amount_minor, 0.99)
    assert np.mean(found.table.amount_minor < usual) > 0.5


@pytest.mark.parametrize("pattern", PATTERN_NAMES)
def test_frauds_keep_to_cards_and_merchants_that_exist_by_then(pattern: str) -> None:
    found = frauds(pattern)
    population, table = found.simulation.population, found.table
    assert (table.time_ms >= population.cards.issued_ms[table.card]).all()
    assert (table.time_ms >= population.merchants.opened_ms[table.merchant]).all()


def test_frauds_of_rings_and_shells_are_online() -> None:
    for pattern in ("mule_ring", "bust_out_merchant", "low_and_slow"):
        found = frauds(pattern)
        channel = found.simulation.population.merchants.channel[found.table.merchant]
        assert (channel == ECOMMERCE).all()
