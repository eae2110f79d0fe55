"""Each fraud pattern leaves the trace that it is named for."""

from collections import defaultdict

import pytest

from events.payment import Payment
from simulator.rhythm import DAY_MS, HOUR_MS
from simulator.scenario import Scenario, simulate


def split(pattern: str) -> tuple[list[Payment], list[Payment]]:
    """Genuine and fraudulent payments of a scenario with one pattern."""
    scenario = Scenario(
        cards=200, merchants=100, days=20, payments=10_000, fraud_rate=0.02, patterns=(pattern,)
    )
    genuine: list[Payment] = []
    fraud: list[Payment] = []
    for item in simulate(scenario):
        (fraud if item.is_fraud else genuine).append(item.payment)
    return genuine, fraud


def by_device(payments: list[Payment]) -> list[list[Payment]]:
    campaigns: defaultdict[str | None, list[Payment]] = defaultdict(list)
    for payment in payments:
        campaigns[payment.device_id].append(payment)
    return list(campaigns.values())


def test_card_testing_is_a_burst_of_tiny_payments_and_then_a_large_one() -> None:
    _, fraud = split("card_testing")
    campaigns = by_device(fraud)
    # One campaign may be cut short where the wanted number of payments is reached.
    complete = [campaign for campaign in campaigns if campaign[-1].amount_minor > 300]
    assert len(complete) >= len(campaigns) - 1
    for campaign in complete:
        assert max(payment.amount_minor for payment in campaign[:6]) < 300
        assert campaign[-1].event_time_ms - campaign[0].event_time_ms < HOUR_MS


def test_a_leaked_card_pays_at_merchants_it_has_rarely_paid() -> None:
    genuine, fraud = split("leaked_card")
    known = {(payment.card_id, payment.merchant_id) for payment in genuine}
    new = [payment for payment in fraud if (payment.card_id, payment.merchant_id) not in known]
    assert len(new) > 0.9 * len(fraud)


def test_an_account_takeover_is_far_from_the_last_place() -> None:
    genuine, fraud = split("account_takeover")
    for payment in fraud:
        if payment.latitude is None or payment.longitude is None:
            continue
        earlier = [
            other
            for other in genuine
            if other.card_id == payment.card_id and other.event_time_ms < payment.event_time_ms
        ]
        latitude, longitude = earlier[-1].latitude, earlier[-1].longitude
        if latitude is not None and longitude is not None:
            assert abs(latitude - payment.latitude) + abs(longitude - payment.longitude) > 5


def test_the_victims_of_a_compromised_merchant_had_paid_days_before() -> None:
    genuine, fraud = split("compromised_merchant")
    for payment in fraud:
        assert any(
            other.card_id == payment.card_id
            and other.event_time_ms < payment.event_time_ms - 1 * DAY_MS
            for other in genuine
        )


def test_a_bust_out_brings_many_cards_to_one_merchant() -> None:
    _, fraud = split("bust_out_merchant")
    campaign = max(by_device(fraud), key=len)
    assert len({payment.merchant_id for payment in campaign}) == 1
    assert len({payment.card_id for payment in campaign}) == len(campaign) >= 10


@pytest.mark.parametrize("pattern", ["leaked_card", "compromised_merchant"])
def test_subtle_patterns_overlap_with_genuine_amounts(pattern: str) -> None:
    genuine, fraud = split(pattern)
    ordinary = sorted(payment.amount_minor for payment in genuine)[int(0.99 * len(genuine))]
    assert any(payment.amount_minor < ordinary for payment in fraud)
