"""What the streams of a stack cost: by shards (PROVISIONED) or by data (ON_DEMAND)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from capacity.bill import BillLine, line
from capacity.capacity import StreamCapacity
from capacity.daily_load import HOURS_PER_MONTH, DailyLoad
from capacity.prices import Price, RegionPrices
from capacity.streams import Stream

_FREE_RETENTION_HOURS: Final = 24
_EXTENDED_RETENTION_HOURS: Final = 168
_PAYLOAD_UNIT_BYTES: Final = 25 * 1024
_KB: Final = 1024
_MILLION: Final = 10**6
_GB: Final = 10**9


def stream_lines(
    stream: Stream, capacity: StreamCapacity, load: DailyLoad, prices: RegionPrices
) -> Iterator[BillLine]:
    """The lines of one stream for a month of `load`."""
    if capacity.mode == "PROVISIONED":
        yield from _provisioned(stream, capacity, load, prices)
    else:
        yield from _on_demand(stream, capacity, load, prices)
    yield from _long_term(stream, capacity, load, prices)


def _provisioned(
    stream: Stream, capacity: StreamCapacity, load: DailyLoad, prices: RegionPrices
) -> Iterator[BillLine]:
    shard_hours = capacity.shards * HOURS_PER_MONTH
    units_per_record = -(-stream.record_bytes // _PAYLOAD_UNIT_BYTES)
    units = stream.records_per_month(load) * units_per_record / _MILLION
    yield _line(stream, f"shards ({capacity.shards})", shard_hours, prices.shard)
    yield _line(stream, "records put", units, prices.put_units)
    if stream.consumers and not capacity.polled:
        consumer_hours = stream.consumers * shard_hours
        data_gb = stream.consumers * stream.bytes_per_month(load) / _GB
        yield _line(stream, "enhanced fan-out", consumer_hours, prices.fan_out_shard)
        yield _line(stream, "enhanced fan-out, data", data_gb, prices.fan_out_data)
    if capacity.retention_hours > _FREE_RETENTION_HOURS:
        yield _line(stream, "retention", shard_hours, prices.extended_retention_shard)


def _on_demand(
    stream: Stream, capacity: StreamCapacity, load: DailyLoad, prices: RegionPrices
) -> Iterator[BillLine]:
    rounded_bytes = -(-stream.record_bytes // _KB) * _KB
    data_gb = stream.bytes_per_month(load) / _GB
    yield _line(stream, "the stream", HOURS_PER_MONTH, prices.on_demand_stream)
    in_gb = stream.records_per_month(load) * rounded_bytes / _GB
    yield _line(stream, "data in", in_gb, prices.on_demand_in)
    fanned_out = 0 if capacity.polled else stream.consumers
    shared = stream.readers + stream.consumers - fanned_out
    if fanned_out:
        out_gb = fanned_out * data_gb
        yield _line(stream, "enhanced fan-out, data", out_gb, prices.on_demand_fan_out)
    if shared:
        yield _line(stream, "data out", shared * data_gb, prices.on_demand_out)
    extended_hours = min(capacity.retention_hours, _EXTENDED_RETENTION_HOURS)
    kept_hours = extended_hours - _FREE_RETENTION_HOURS
    if kept_hours > 0:
        kept_gb = data_gb * kept_hours / HOURS_PER_MONTH
        yield _line(stream, "retention", kept_gb, prices.on_demand_extended_retention)


def _long_term(
    stream: Stream, capacity: StreamCapacity, load: DailyLoad, prices: RegionPrices
) -> Iterator[BillLine]:
    kept_hours = capacity.retention_hours - _EXTENDED_RETENTION_HOURS
    if kept_hours > 0:
        kept_gb = stream.bytes_per_month(load) / _GB * kept_hours / HOURS_PER_MONTH
        yield _line(stream, "retention above 7 days", kept_gb, prices.long_term_retention)


def _line(stream: Stream, item: str, units: Decimal | int, price: Price) -> BillLine:
    return line("streams", f"{stream.name}: {item}", units, price)
