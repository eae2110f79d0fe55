"""Shopping events, or a catalogue, in their order of arrival.

Kept as Arrow columns, as payments are; objects are made while somebody iterates.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

import msgspec
import numpy as np

from datasets.history import RowCounts
from datasets.own.arrival_order import Disorder
from datasets.record_columns import RecordColumns
from events.recommendations.identity_link import IdentityLink
from events.shared.json_records import encode
from events.shared.own_fields import OwnField
from events.shared.own_record import given_copy


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """An identity link among events.

    Attributes:
        events_before: how many events arrive before it.
        link: the link.
    """

    events_before: int
    link: IdentityLink


@dataclass(frozen=True)
class ShopRecords:
    """Events or items, and what was assumed to get them.

    Attributes:
        columns: what the records are.
        table: the records as its columns, in order of arrival.
        unfed_fields: by name, a field that the data says nothing in, and why.
        notes: everything that was assumed, one sentence each.
        counts: where the rows of the input went; links are among the taken.
        disorder: of the input, whatever order the records arrive in.
        fields: own fields of the records.
        links: identity links among events, in order of arrival.
    """

    columns: RecordColumns[Any]
    table: Any
    unfed_fields: Mapping[str, str]
    notes: Sequence[str]
    counts: RowCounts
    disorder: Disorder
    fields: tuple[OwnField, ...] = ()
    links: Sequence[PlacedLink] = ()

    @property
    def count(self) -> int:
        """Number of records, links too."""
        return int(self.table.num_rows) + len(self.links)

    @property
    def records(self) -> Iterator[bytes]:
        """The records as the job reads them, in order of arrival."""
        copied = given_copy(self.columns.kind, self.fields, self.columns.computed)
        links = iter(self.links)
        link = next(links, None)
        for before, record in enumerate(self.columns.records_of(self.table, self.fields)):
            while link is not None and link.events_before <= before:
                yield encode(link.link)
                link = next(links, None)
            yield encode(copied(record))
        while link is not None:
            yield encode(link.link)
            link = next(links, None)

    @cached_property
    def data_id(self) -> str:
        """Sha256, in hex, of the records and the unfed fields, whatever form they were read in."""
        digest = sha256(msgspec.json.encode(sorted(self.unfed_fields.items())) + b"\n")
        for record in self.records:
            digest.update(record + b"\n")
        return digest.hexdigest()


def links_by_time(links: Sequence[PlacedLink], times_ms: Any) -> list[PlacedLink]:  # noqa: ANN401 - a numpy array
    """`links` among events that are sorted by time, each before the first that is not older.

    Args:
        links: identity links.
        times_ms: (events,) in order.
    """
    ordered = sorted(links, key=lambda one: one.link.event_time_ms)
    places = partial(np.searchsorted, times_ms, side="left")
    return [PlacedLink(int(places(one.link.event_time_ms)), one.link) for one in ordered]
