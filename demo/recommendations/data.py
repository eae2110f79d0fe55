"""A simulated shop: its records, what must become of them, and what is true of its visits."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.recommendations.plan import ShopPlan
from simulator.files import write_lines, write_structs
from simulator.shoppers.disturbing import disturbed
from simulator.shoppers.record import (
    CatalogueItem,
    IdentityLink,
    SentRecord,
    ShoppingEvent,
    ShopRecord,
)
from simulator.shoppers.shop import shop_of
from simulator.shoppers.truth import VisitTruth, visit_truth
from simulator.shoppers.visit import Visit
from simulator.shoppers.visits import visits_in_order
from simulator.shoppers.wire import catalogue_items, sent_records


@dataclass(frozen=True, slots=True)
class Expected:
    """How many records there are of each kind, as they were simulated.

    Attributes:
        records: on the stream of events, all kinds.
        late: events that come too late to count.
        duplicates: redeliveries.
        rejected: records that are no events, and links that come too late to be followed.
        links: that come in time.
    """

    records: int
    late: int
    duplicates: int
    rejected: int
    links: int

    @property
    def accepted(self) -> int:
        """Events and links that count."""
        return self.records - self.late - self.duplicates - self.rejected


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it was sent.

    Attributes:
        record: an event or a link.
        visit: that it is of.
        place: number of the record by which it arrives first.
    """

    record: ShoppingEvent | IdentityLink
    visit: VisitTruth
    place: int


@dataclass(frozen=True, slots=True)
class ShopData:
    """Simulated records.

    Attributes:
        records: of the stream of events, in order of arrival.
        items: of the catalogue, in order of time.
        sent: by id, every event and link.
        expected: how many of each kind.
    """

    records: Sequence[ShopRecord]
    items: Sequence[CatalogueItem]
    sent: Mapping[str, Sent]
    expected: Expected

    def accepted(self) -> Iterator[Sent]:
        """Events and links that count, each as it arrives."""
        for number, record in enumerate(self.records):
            sent = None if record.event_id is None else self.sent[record.event_id]
            if sent is not None and sent.place == number and record.kind != "late":
                yield sent


def simulated(plan: ShopPlan) -> ShopData:
    """The data of a plan."""
    shop = shop_of(plan.scenario)
    truths: list[VisitTruth] = []
    told: dict[str, SentRecord] = {}

    def noting_visits() -> Iterator[Visit]:
        for visit in visits_in_order(shop):
            truths.append(visit_truth(shop, visit))
            yield visit

    def noting_records(sent: Iterable[SentRecord]) -> Iterator[SentRecord]:
        for one in sent:
            told[one.record.event_id] = one
            yield one

    coming = noting_records(sent_records(shop, noting_visits()))
    records = list(disturbed(coming, plan.scenario, plan.disturbances))
    places: dict[str, int] = {}
    for number, record in enumerate(records):
        if record.event_id is not None:
            places.setdefault(record.event_id, number)
    sent = {name: Sent(one.record, truths[one.visit], places[name]) for name, one in told.items()}
    return ShopData(records, catalogue_items(shop), sent, _expected(records, sent))


def _expected(records: Sequence[ShopRecord], sent: Mapping[str, Sent]) -> Expected:
    kinds = Counter(record.kind for record in records)
    links = {name for name, one in sent.items() if isinstance(one.record, IdentityLink)}
    late_links = sum(one.kind == "late" and one.event_id in links for one in records)
    return Expected(
        records=len(records),
        late=kinds["late"] - late_links,
        duplicates=kinds["duplicate"],
        rejected=kinds["malformed"] + late_links,
        links=len(links) - late_links,
    )


@dataclass(frozen=True, slots=True)
class ShopFiles:
    """Where the records and the catalogue of a shop are."""

    events: Path
    items: Path


def write_data(data: ShopData, folder: Path) -> ShopFiles:
    """Write ``events.jsonl``, ``items.jsonl`` and the truth, ``visits.jsonl``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = ShopFiles(folder / "events.jsonl", folder / "items.jsonl")
    write_lines((record.raw for record in data.records), files.events)
    write_structs(data.items, files.items)
    visits = {one.visit.visit_id: one.visit for one in data.sent.values()}
    write_structs(visits.values(), folder / "visits.jsonl")
    return files
