"""The replayer against the naive oracle on every payment of real traffic."""

import pytest

from datasets.arrival import shuffled
from datasets.online_retail import RetailCounts
from events.fraud.payment import Payment
from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.replayer import Replayer
from tests.oracles.stream_oracle import naive_values


@pytest.mark.parametrize("order", ["in time order", "shuffled"])
def test_every_feature_of_every_payment_is_the_oracles(
    retail: tuple[list[Payment], RetailCounts], order: str
) -> None:
    payments = retail[0] if order == "in time order" else shuffled(retail[0], seed=7)
    assert len(payments) == retail[1].payments > 15_000
    replayer = Replayer()
    for payment, expected in zip(payments, naive_values(payments), strict=True):
        replayed = replayer.feed(payment)
        assert replayed.kind == "accepted"
        assert dict(zip(FEATURE_NAMES, replayed.values, strict=True)) == dict(
            zip(FEATURE_NAMES, expected, strict=True)
        ), payment.transaction_id
