"""What looks wrong in shopping events that can all be taken, a sentence each.

No sentence names a user or a session.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datasets.column_counts import counts_of
from datasets.own.arrival_order import disorder_of
from datasets.shop_records import ShopRecords
from events.shared.time_units import DAY_MS

_FEWEST_EVENTS: Final = 20
"""Of fewer, shares say nothing."""
_MUCH_OF_ALL: Final = 0.1
_MOST: Final = 0.5
_SOME: Final = 0.05
_ADDRESS: Final = r"^[^@\s]+@[^@\s]+\.[A-Za-z]+$"
_SEEKING: Final = ("view", "cart", "purchase")


def doubts(events: ShopRecords, catalogue: ShopRecords | None = None) -> list[str]:
    """What looks wrong in `events`, of which there is at least one, and in their catalogue."""
    table = events.table
    found = [*_of_order(table), *_of_types(table)]
    if table.num_rows >= _FEWEST_EVENTS:
        shoppers = _shoppers(table)
        found += [*_of_shoppers(shoppers), *_of_users(table)]
        found += [*_of_items(table), *_of_times(table)]
        found += [*_of_repetitions(table, shoppers), *_of_sessions(table)]
    return found if catalogue is None else [*found, *_of_catalogue(table, catalogue.table)]


def _of_order(table: Any) -> Iterator[str]:  # noqa: ANN401 - a pyarrow table
    late = disorder_of(table).late
    if late:
        yield (
            f"{_share(late, table.num_rows)} arrive more than a day behind one before them: they"
            " come too late to count; --order event-time sorts a file"
        )


def _of_types(table: Any) -> Iterator[str]:  # noqa: ANN401 - a pyarrow table
    types = counts_of(table, "event_type")
    if not any(name in types for name in _SEEKING):
        yield "no event is a view, a cart or a purchase: no list is made of the others"


def _of_shoppers(shoppers: Any) -> Iterator[str]:  # noqa: ANN401 - a pyarrow array
    busiest = _largest(shoppers)
    if busiest > _MUCH_OF_ALL * len(shoppers):
        yield (
            f"one shopper has {_share(busiest, len(shoppers))}: a bot, or an id that stands for"
            " nobody?"
        )


def _of_users(table: Any) -> Iterator[str]:  # noqa: ANN401 - a pyarrow table
    if "user_id" not in table.column_names:
        return
    users = pc.unique(table["user_id"].combine_chunks().drop_null())
    addresses = int(pc.sum(pc.match_substring_regex(users, _ADDRESS)).as_py() or 0)
    if addresses > _SOME * len(users):
        yield f"{addresses:,} of {len(users):,} users look like e-mail addresses: use tokens"


def _of_items(table: Any) -> Iterator[str]:  # noqa: ANN401 - a pyarrow table
    counts = pc.value_counts(table["item_id"].combine_chunks()).field("counts").to_numpy()
    once, busiest = int((counts == 1).sum()), int(counts.max())
    if once > _MOST * counts.size and counts.size >= _FEWEST_EVENTS:
        yield (
            f"{once:,} of {counts.size:,} items come up once only: does item_id name an item, or a"
            " line or a variant of one?"
        )
    if busiest > _MOST * table.num_rows:
        yield f"one item has {_share(busiest, table.num_rows)}: is it one, such as a home page?"


def _of_times(table: Any) -> Iterator[str]:  # noqa: ANN401 - a pyarrow table
    if not (table["event_time_ms"].to_numpy() % DAY_MS).any():
        yield "every event is at 00:00 UTC: within a day nothing is known of their order"


def _of_repetitions(table: Any, shoppers: Any) -> Iterator[str]:  # noqa: ANN401 - pyarrow
    keys = pa.table({"shopper": shoppers, "event_id": table["event_id"]})
    repeated = table.num_rows - keys.group_by(["shopper", "event_id"]).aggregate([]).num_rows
    if repeated:
        yield (
            f"{_share(repeated, table.num_rows)} have an event_id that another of their shopper"
            " has: within a day, the job takes them for redeliveries and drops them"
        )


def _of_sessions(table: Any) -> Iterator[str]:  # noqa: ANN401 - a pyarrow table
    if "session_id" not in table.column_names:
        return
    known = table.filter(table["session_id"].is_valid())
    spans = known.group_by("session_id").aggregate(
        [("event_time_ms", "min"), ("event_time_ms", "max")]
    )
    lasted_ms = spans["event_time_ms_max"].to_numpy() - spans["event_time_ms_min"].to_numpy()
    long = int((lasted_ms > DAY_MS).sum())
    if long > _SOME * spans.num_rows:
        yield (
            f"{long:,} of {spans.num_rows:,} sessions last longer than a day: is session_id a"
            " visit, or a device or a customer?"
        )
    if "user_id" in table.column_names:
        users = known.filter(known["user_id"].is_valid())
        pairs = users.group_by(["session_id", "user_id"]).aggregate([])
        several = int((_value_counts(pairs["session_id"]) > 1).sum())
        if several:
            yield f"{several:,} sessions have events of several users"


def _of_catalogue(table: Any, items: Any) -> Iterator[str]:  # noqa: ANN401 - pyarrow tables
    seen = pc.unique(table["item_id"].combine_chunks())
    known = int(pc.sum(pc.is_in(seen, value_set=items["item_id"].combine_chunks())).as_py())
    if known < len(seen):
        yield f"{len(seen) - known:,} of {len(seen):,} items with events are not in the catalogue"
    since = items.group_by("item_id").aggregate([("event_time_ms", "min")])
    joined = table.select(["item_id", "event_time_ms"]).join(since, "item_id", join_type="inner")
    early = int(pc.sum(pc.less(joined["event_time_ms"], joined["event_time_ms_min"])).as_py() or 0)
    if early:
        yield (
            f"{_share(early, table.num_rows)} come before the first record of their item: the job"
            " does not know it then"
        )


def _shoppers(table: Any) -> Any:  # noqa: ANN401 - pyarrow
    """(events,) the key of each event's shopper."""
    nothing = pa.scalar("", pa.large_string())
    known = [
        pc.binary_join_element_wise(pa.scalar(kind, pa.large_string()), table[name], nothing)
        for kind, name in (("user:", "user_id"), ("session:", "session_id"))
        if name in table.column_names
    ]
    return pc.coalesce(*known)


def _largest(column: Any) -> int:  # noqa: ANN401 - pyarrow
    return int(_value_counts(column).max())


def _value_counts(column: Any) -> Any:  # noqa: ANN401 - pyarrow, numpy
    if not len(column):
        return np.zeros(0, dtype=np.int64)
    return pc.value_counts(column).field("counts").to_numpy()


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} events ({part / whole:.1%})"
