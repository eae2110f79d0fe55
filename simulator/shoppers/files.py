"""A simulated shop on disk: its stream, its catalogue, the truth, and tables for evaluation.

All is written in one pass over the visits, none of which is kept.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, get_args

import msgspec

from simulator.files import write_lines, write_structs
from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.disturbing import disturbed
from simulator.shoppers.next_items import NextItemTables
from simulator.shoppers.record import RecordKind, ShopRecord
from simulator.shoppers.shop import Shop
from simulator.shoppers.truth import shopper_truths, visit_truth
from simulator.shoppers.visit import Visit
from simulator.shoppers.wire import catalogue_items, sent_records

DEFAULT_SPLIT: Final = 0.8


@dataclass(frozen=True, slots=True)
class Places:
    """Where to write what; None for nowhere.

    Attributes:
        events: records of the stream in order of arrival, one a line.
        items: records of the catalogue in order of time.
        shoppers: a `ShopperTruth` a line.
        visits: a `VisitTruth` a line.
        tables: the folder of `sessions.csv` and `queries.csv`.
        split: share of the days that `sessions.csv` is about.
    """

    events: Path | None = None
    items: Path | None = None
    shoppers: Path | None = None
    visits: Path | None = None
    tables: Path | None = None
    split: float = DEFAULT_SPLIT


def write_shop(
    shop: Shop, visits: Iterable[Visit], disturbances: Disturbances, places: Places
) -> dict[str, int]:
    """Writes what there is a place for; returns how many there are of what.

    Raises:
        ValueError: where `places.split` is not between 0 and 1.
        OSError: where a file cannot be written.
    """
    counts = {"visits": 0, "links": 0}
    passing = _counted(visits, counts)
    with ExitStack() as stack:
        tables = None
        if places.tables is not None:
            tables = stack.enter_context(NextItemTables(shop, places.tables, places.split))
            passing = tables.noting(passing)
        if places.visits is not None:
            passing = _noting(shop, passing, stack.enter_context(places.visits.open("wb")))
        counts |= _write_events(shop, passing, disturbances, places.events)
    if tables is not None:
        counts |= {"sessions": tables.sessions, "queries": tables.queries}
    if places.items is not None:
        counts["items"] = write_structs(catalogue_items(shop), places.items)
    if places.shoppers is not None:
        counts["shoppers"] = write_structs(shopper_truths(shop), places.shoppers)
    return counts


def _write_events(
    shop: Shop, visits: Iterable[Visit], disturbances: Disturbances, path: Path | None
) -> dict[str, int]:
    """Writes the records, or only lets the visits pass; returns how many there are of each kind."""
    if path is None:
        for _ in visits:
            pass
        return {}
    kinds: dict[str, int] = dict.fromkeys(get_args(RecordKind), 0)

    def raws(records: Iterable[ShopRecord]) -> Iterator[bytes]:
        for record in records:
            kinds[record.kind] += 1
            yield record.raw

    sent = sent_records(shop, visits)
    kinds["records"] = write_lines(raws(disturbed(sent, shop.scenario, disturbances)), path)
    return kinds


def _counted(visits: Iterable[Visit], counts: dict[str, int]) -> Iterator[Visit]:
    for visit in visits:
        counts["visits"] += 1
        counts["links"] += visit.link is not None
        yield visit


def _noting(shop: Shop, visits: Iterable[Visit], lines: IO[bytes]) -> Iterator[Visit]:
    """The same visits, the truth about each written as it passes."""
    encode = msgspec.json.Encoder().encode
    for visit in visits:
        lines.write(encode(visit_truth(shop, visit)) + b"\n")
        yield visit
