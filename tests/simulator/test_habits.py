"""Habits that a reader of the simulated payments would find: hours, weekdays, growth, places."""

from collections import Counter

import numpy as np
import pytest

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from simulator.cities import CITIES
from simulator.kinds import ATM, ECOMMERCE, KINDS, MEDIA
from simulator.scenario import Scenario, simulation_of
from simulator.simulation import Simulation
from simulator.table import Ints

SCENARIO = Scenario(cards=1_500, merchants=800, days=120, payments=80_000)
RESTAURANTS = 1


@pytest.fixture(scope="module")
def simulated() -> Simulation:
    return simulation_of(SCENARIO)


def local_hour(simulated: Simulation) -> Ints:
    """Hour of each payment where its card lives."""
    city = simulated.population.cards.city[simulated.table.card]
    offset_h = np.array([place.utc_offset_h for place in CITIES])[city]
    hours: Ints = (simulated.table.time_ms // HOUR_MS + offset_h) % 24
    return hours


def day(simulated: Simulation) -> Ints:
    days: Ints = (simulated.table.time_ms - SCENARIO.start_ms) // DAY_MS
    return days


def test_people_pay_little_at_night(simulated: Simulation) -> None:
    assert 0.02 < np.mean(local_hour(simulated) < 6) < 0.1


def test_restaurants_are_visited_at_noon_and_in_the_evening(simulated: Simulation) -> None:
    kind = simulated.population.merchants.kind[simulated.table.merchant]
    hours = Counter(local_hour(simulated)[kind == RESTAURANTS].tolist())
    assert min(hours[12], hours[19]) > 2 * max(hours[9], hours[16])


def test_friday_and_saturday_are_busier_than_sunday(simulated: Simulation) -> None:
    by_weekday = np.bincount(day(simulated) % 7, minlength=7)
    assert min(by_weekday[4:6]) > 1.15 * by_weekday[6]


def test_a_card_pays_the_more_the_more_it_spends(simulated: Simulation) -> None:
    cards, table = simulated.population.cards, simulated.table
    spending = cards.spending[table.card]
    thrifty, lavish = np.quantile(spending, (0.2, 0.8))
    assert np.median(table.amount_minor[spending > lavish]) > 2 * np.median(
        table.amount_minor[spending < thrifty]
    )


def test_most_payments_go_to_the_favourites_of_the_card(simulated: Simulation) -> None:
    table = simulated.table
    favourite = simulated.population.cards.preferred[table.card] == table.merchant[:, None]
    assert 0.55 < np.mean(favourite.any(axis=1)) < 0.8


def test_the_last_month_is_busier_than_the_first(simulated: Simulation) -> None:
    by_month = np.bincount(day(simulated) // 30)
    assert 1.15 < by_month[3] / by_month[0] < 1.6
    assert (np.diff(by_month) > 0).all()


def test_nobody_pays_with_a_card_before_its_issue(simulated: Simulation) -> None:
    issued_ms = simulated.population.cards.issued_ms
    assert 0.15 < np.mean(issued_ms > SCENARIO.start_ms) < 0.25
    assert (simulated.table.time_ms >= issued_ms[simulated.table.card]).all()


def test_a_card_that_is_issued_later_makes_fewer_payments(simulated: Simulation) -> None:
    issued_day = (simulated.population.cards.issued_ms - SCENARIO.start_ms) / DAY_MS
    counts = np.bincount(simulated.table.card, minlength=SCENARIO.cards)
    half_way = (issued_day > 45) & (issued_day < 75)
    assert 0.35 < counts[half_way].mean() / counts[issued_day == 0].mean() < 0.7


def test_nobody_pays_at_a_merchant_before_it_opens(simulated: Simulation) -> None:
    opened_ms = simulated.population.merchants.opened_ms
    assert 0.1 < np.mean(opened_ms > SCENARIO.start_ms) < 0.2
    assert (simulated.table.time_ms >= opened_ms[simulated.table.merchant]).all()


def test_some_payments_are_made_on_trips(simulated: Simulation) -> None:
    table, population = simulated.table, simulated.population
    local = population.merchants.channel[table.merchant] != ECOMMERCE
    elsewhere = population.merchants.city[table.merchant] != population.cards.city[table.card]
    assert 0.03 < np.mean(elsewhere[local]) < 0.12


def test_cash_comes_in_whole_notes(simulated: Simulation) -> None:
    cash = simulated.population.merchants.channel[simulated.table.merchant] == ATM
    assert cash.any()
    assert (simulated.table.amount_minor[cash] % 1_000 == 0).all()


def test_subscriptions_repeat_their_amount_every_month(simulated: Simulation) -> None:
    table = simulated.table
    media = simulated.population.merchants.kind[table.merchant] == MEDIA
    keys = np.stack((table.card, table.merchant, table.amount_minor), axis=1)[media]
    _, inverse, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    order = np.lexsort((table.time_ms[media], inverse))
    gaps = np.diff(table.time_ms[media][order])
    same = np.diff(inverse[order]) == 0
    assert np.count_nonzero(counts >= 3) > 300
    assert np.count_nonzero(gaps[same] == 30 * DAY_MS) > 1_000


def test_genuine_cards_also_pay_in_bursts(simulated: Simulation) -> None:
    table = simulated.table
    genuine = np.flatnonzero(table.pattern < 0)
    order = genuine[np.lexsort((table.time_ms[genuine], table.card[genuine]))]
    close = np.diff(table.time_ms[order]) < 10 * MINUTE_MS
    same = np.diff(table.card[order]) == 0
    assert 0.01 < np.mean(close & same) < 0.06


def test_genuine_customers_also_rush_to_one_shop(simulated: Simulation) -> None:
    table = simulated.table
    online = simulated.population.merchants.channel[table.merchant] == ECOMMERCE
    rows = np.flatnonzero((table.pattern < 0) & online)
    six_hours = table.time_ms[rows] // (6 * HOUR_MS)
    _, counts = np.unique(np.stack((table.merchant[rows], six_hours)), axis=1, return_counts=True)
    assert counts.max() >= 15


def test_every_kind_of_merchant_is_paid(simulated: Simulation) -> None:
    kinds = simulated.population.merchants.kind[simulated.table.merchant]
    assert set(kinds.tolist()) == set(range(len(KINDS)))


def test_a_device_id_does_not_tell_fraud_from_genuine(simulated: Simulation) -> None:
    payments = simulated.payments(np.arange(len(simulated)))
    numbers: dict[bool, set[int]] = {False: set(), True: set()}
    for payment, pattern in zip(payments, simulated.table.pattern.tolist(), strict=True):
        if payment.device_id is not None:
            numbers[pattern >= 0].add(int(payment.device_id.removeprefix("device-"), 16))
    genuine, fraud = (np.array(sorted(numbers[is_fraud])) for is_fraud in (False, True))
    assert fraud.size > 20
    assert 0.35 < np.mean(np.searchsorted(genuine, fraud)) / genuine.size < 0.65
