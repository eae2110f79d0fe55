"""Images of states are planned by what they were measured to take, and by the payments of a key."""

from decimal import Decimal

import pytest
from redis import Redis

from capacity.bill import Bill
from capacity.exact import quantity
from capacity.images import COMMANDS_PER_DECISION, MEASURED_IMAGES, Images, ImageSize, images_of
from capacity.load import Load
from capacity.plan import plan
from capacity.prices import shipped_prices
from capacity.shopping_load import ShoppingLoad
from capacity.stack_check import warnings
from cli.capacity.image_sizes import measure_images
from infra.serving_config import ServingConfig
from infra.stack_config import StackConfig, StoreConfig
from servers.valkey import ValkeyServer
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import Asker, asking, job_beside
from udfs.fraud.loading import DEFAULT, DeciderLoader

LOAD = Load.of(5_000_000, Decimal(10))
SIZE = ImageSize(
    empty_bytes=1_000, bytes_per_payment=Decimal(10), items_per_payment=Decimal("1.25")
)


@pytest.mark.slow
def test_an_image_is_near_what_is_measured_at_as_many_payments() -> None:
    measured = measure_images(12_000, DeciderLoader(DEFAULT, DEFAULT, "0.1.0"))
    assert measured.keys() == MEASURED_IMAGES.keys()
    for hop, found in measured.items():
        planned = float(MEASURED_IMAGES[hop].at(Decimal(found.payments), 10**6))
        # The line is of keys with four times as many payments, which take less each.
        assert planned == pytest.approx(found.image_bytes, rel=0.2), hop
        items = float(MEASURED_IMAGES[hop].items_per_payment)
        assert items == pytest.approx(found.items_per_payment, rel=0.3), hop


@pytest.mark.slow
def test_a_decision_sends_so_many_commands(valkey: ValkeyServer, store: Redis) -> None:
    job = job_beside(store)
    for at in range(3):
        job.take(a_payment(START_MS + at))

    async def sent_for_one(asker: Asker) -> int:
        await asker.decided(a_payment(START_MS + 10, 10))
        before = _commands(store)
        await asker.decided(a_payment(START_MS + 11, 11))
        return _commands(store) - before

    assert asking(valkey.url, sent_for_one) == COMMANDS_PER_DECISION


def _commands(store: Redis) -> int:
    """Commands that the server was sent, those that ask for this left out."""
    stats = store.info("commandstats")
    return sum(one["calls"] for name, one in stats.items() if name != "cmdstat_info")


def test_an_image_grows_with_its_payments_up_to_the_limit() -> None:
    assert SIZE.at(Decimal(0), 100) == 1_000
    assert SIZE.at(Decimal(50), 100) == 1_500
    assert [SIZE.at(Decimal(at), 100) for at in (80, 81, 10_000)] == [1_800] * 3


def test_who_pays_more_often_has_a_larger_image_and_more_cards_take_more_memory() -> None:
    few = Images(load=Load.of(1_000_000, Decimal(10), cards=100_000), most_items=2_000)
    many = Images(load=Load.of(1_000_000, Decimal(10), cards=1_000_000), most_items=2_000)
    assert few.image_bytes["card"] > 2 * many.image_bytes["card"]
    assert few.stored_gb < many.stored_gb


def test_a_lower_limit_takes_less_of_the_store_to_keep_write_and_read() -> None:
    high, low = (Images(load=LOAD, most_items=at) for at in (2_000, 100))
    assert low.image_bytes["merchant"] < high.image_bytes["merchant"] / 5
    assert low.image_bytes["card"] == high.image_bytes["card"]
    assert low.stored_gb < high.stored_gb
    assert low.ecpus_per_event < high.ecpus_per_event
    assert low.ecpus_per_request < high.ecpus_per_request


def test_what_is_not_decided_by_images_has_none() -> None:
    assert images_of(ShoppingLoad.of(5_000_000, Decimal(10)), 2_000) is None
    assert images_of(LOAD, 0) is None


def _bill(requests_per_s: Decimal | None) -> Bill:
    return plan(LOAD, 1, shipped_prices().of("us-east-1"), requests_per_s).provisioned


def test_they_are_on_the_bill_where_requests_are_answered() -> None:
    lines = {one.item: one.quantity for one in _bill(Decimal(600)).lines}
    images = Images(load=LOAD, most_items=ServingConfig().state_items)
    assert lines["store: images of states"] == quantity(images.stored_gb * 730)
    written = Decimal(images.ecpus_per_event * LOAD.per_month) / 10**6
    assert lines["store: images written"] == quantity(written)
    assert [one.item for one in _bill(None).lines if "images" in one.item] == []


def test_a_store_that_is_too_small_for_hashes_and_images_is_warned_of() -> None:
    store = StoreConfig(max_data_gb=6, max_ecpu_per_second=12_000)

    def said(*, enabled: bool) -> list[str]:
        serving = ServingConfig(enabled=enabled)
        config = StackConfig(environment="p", region="us-east-1", store=store, serving=serving)
        return [one for one in warnings(config, LOAD, Bill(())) if one.startswith("store.")]

    assert said(enabled=False) == []
    data, ecpus = said(enabled=True)
    assert data.startswith("store.max_data_gb: 6, the hashes of card, merchant, and the images")
    assert ecpus.startswith("store.max_ecpu_per_second: 12,000, the peak needs up to")
