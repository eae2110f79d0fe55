"""Shopping events, and a catalogue, as their user describes them, to records for the job.

files --> raw rows --> columns of events or items --> in order of arrival --> records with notes
              faulty rows: all of them are listed and it ends, or they are left out if asked
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from datasets.history import RowCounts
from datasets.own.arrival_order import disorder_of, in_order
from datasets.own.as_it_is import is_wire
from datasets.own.description import Description
from datasets.own.files import InputFiles, input_files
from datasets.own.mapped import Progress, ReadRecords, read_mapped
from datasets.own.notes import Notes
from datasets.own.shopping import EVENTS, ITEMS
from datasets.own.wire import WireRecords, read_wire
from datasets.shop_records import PlacedLink, ShopRecords, links_by_time
from events.recommendations.codec import CatalogueDecoder, EventDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.item_details import PRICE
from events.recommendations.shopping_contract import ShoppingContract
from events.shared.money.amount_comparison import settlement
from events.shared.rejected import Fault

_IDS: Final = ("event_id", "item_id", "user_id", "session_id")


def read_shopping(
    description: Description, now_ms: int, progress: Progress = lambda _: None
) -> ShopRecords:
    """The events or items that `description`, by its layout, describes.

    Args:
        description: of the input.
        now_ms: event times more than five minutes after it are faults, as in the job.
        progress: is told the number of rows read so far.

    Raises:
        FaultyRowsError: rows are no records, and they are not to be skipped.
        ValueError: the files or the mapping are not usable.
    """
    notes, links = Notes(), _Links()
    files = input_files(description.inputs, notes)
    wire, layout = is_wire(files, description), description.layout
    if wire:
        read = _read_wire(files, description, now_ms, links, notes)
    else:
        read = read_mapped(files, description, now_ms, notes, progress)
        _note_missing_rates(read.table, description, notes)
    order = description.order or ("arrival" if wire else "event-time")
    table = in_order(read.table, order, layout.many, notes)
    placed = links.placed
    if order == "event-time" and placed:
        placed = links_by_time(placed, table["event_time_ms"].to_numpy())
    own = description.contract.fields
    unfed = dict(read.unfed_fields)
    for name in (*layout.absent, *(one.name for one in own)):
        if name not in table.column_names or table[name].null_count == table.num_rows:
            unfed.setdefault(name, "absent")
    fields = (*layout.columns.fields, *(one.name for one in own))
    return ShopRecords(
        layout.columns,
        table.select([name for name in fields if name in table.column_names]),
        unfed,
        notes.sentences(),
        RowCounts(table.num_rows + len(placed), read.faulty, read.left_out),
        disorder_of(read.table),
        own,
        placed,
    )


def _note_missing_rates(table: Any, description: Description, notes: Notes) -> None:  # noqa: ANN401 - a pyarrow table
    """Say which records the job rejects for want of a rate; whether one has come, it knows."""
    money = description.contract.money
    if money is None or not money.takes_no_other:
        return
    settle = settlement(money, PRICE)
    records = description.layout.columns.records_of(table, description.contract.fields)
    lacks = Counter(record.currency for record in records if settle(record) is not None)
    if lacks:
        causes = ", ".join(f"{count:,} x {currency}" for currency, count in lacks.most_common())
        notes.add(
            f"{lacks.total():,} {description.layout.many} have a price without a rate to the base"
            f" currency; the job sends them to the dead letters: {causes}."
        )


@dataclass(slots=True)
class _Links:
    """The identity links among events, and how many events came so far."""

    placed: list[PlacedLink] = field(default_factory=list)
    events: int = 0

    def aside(self, decoded: msgspec.Struct | Fault) -> msgspec.Struct | Fault | None:
        """What was decoded, None for a link, which is kept here."""
        if isinstance(decoded, IdentityLink):
            self.placed.append(PlacedLink(self.events, decoded))
            return None
        self.events += not isinstance(decoded, Fault)
        return decoded


def _read_wire(
    files: InputFiles, description: Description, now_ms: int, links: _Links, notes: Notes
) -> ReadRecords:
    """Records in the job's own form, refused as the job refuses them, for want of a rate too."""
    contract, layout = description.contract, description.layout
    if layout is ITEMS:
        decoder: EventDecoder | CatalogueDecoder = CatalogueDecoder(money=contract.money)
    else:
        shopping = ShoppingContract(fields=contract.fields, money=contract.money)
        decoder = EventDecoder(card_numbers=description.card_numbers, contract=shopping)
    wire = WireRecords(
        layout=layout,
        decode=lambda line: links.aside(decoder.decode(line, now_ms)),
        fields=contract.fields if layout is EVENTS else (),
        ids=[name for name in _IDS if name in layout.targets],
    )
    read = read_wire(files.paths, wire, notes)
    return ReadRecords(read.table, {}, read.faulty)
