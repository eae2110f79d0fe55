"""A small shop on disk: a disturbed stream, and its catalogue with broken lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.disturbing import disturbed
from simulator.shoppers.record import ShopRecord
from simulator.shoppers.settings import ShoppingScenario
from simulator.shoppers.shop import shop_of
from simulator.shoppers.visits import visits_in_order
from simulator.shoppers.wire import catalogue_items, sent_records

DISTURBED = Disturbances(
    out_of_order_rate=0.1, duplicate_rate=0.03, late_rate=0.01, malformed_rate=0.1
)
BROKEN_ITEMS = (b"no item", b'{"item_id":"i"}')


@dataclass(frozen=True)
class ShopFiles:
    """What goes into a run.

    Attributes:
        records: of the stream, in order of arrival.
        items: lines of the catalogue.
        events: file of the records.
        catalogue: file of the items.
    """

    records: Sequence[ShopRecord]
    items: Sequence[bytes]
    events: Path
    catalogue: Path

    def of_kind(self, *kinds: str) -> list[ShopRecord]:
        """The records of some kinds."""
        return [record for record in self.records if record.kind in kinds]


def shop_files(folder: Path, events: int = 4_000, seed: int = 5) -> ShopFiles:
    """Write a shop of 14 days to `folder`."""
    scenario = ShoppingScenario(
        seed=seed,
        events=events,
        days=14,
        items=max(60, events // 20),
        categories=8,
        accounts=max(30, events // 40),
    )
    shop = shop_of(scenario)
    sent = sent_records(shop, visits_in_order(shop))
    records = list(disturbed(sent, scenario, DISTURBED))
    first, *others = map(msgspec.json.encode, catalogue_items(shop))
    items = [first, *BROKEN_ITEMS, *others]
    files = ShopFiles(records, items, folder / "events.jsonl", folder / "items.jsonl")
    files.events.write_bytes(b"".join(record.raw + b"\n" for record in records))
    files.catalogue.write_bytes(b"".join(item + b"\n" for item in items))
    return files
