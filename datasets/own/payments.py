"""Payments, as they are read from columns of other names."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from datasets.own import codes
from datasets.own.faults import Refused
from datasets.own.identifiers import identifier
from datasets.own.layout import (
    TIMES,
    Constants,
    Layout,
    Together,
    alike_nulls,
    refuse_halves,
)
from datasets.own.read_columns import Columns
from datasets.payment_columns import PAYMENT_COLUMNS

_REPORTS: Final = ("reported_time", "reported_time_s", "reported_time_ms")
_HALF_POSITION: Final = Refused("incomplete position", "latitude and longitude expected together")
_EARLY: Final = Refused("before its payment", "a time not before event_time expected")


def _report_is_not_mapped(plain: Mapping[str, Any], mapped: Sequence[str]) -> bool:  # noqa: ARG001 - as of every check
    return "reported_time_ms" not in mapped


def _refuse_early_reports(columns: Columns, constants: Constants) -> None:  # noqa: ARG001 - as of every check
    reports = columns.get("reported_time_ms")
    if reports is None:
        return
    for index, (made, known) in enumerate(zip(columns["event_time_ms"], reports, strict=True)):
        if isinstance(made, int) and isinstance(known, int) and known < made:
            reports[index] = _EARLY


def _gaps(fed: frozenset[str]) -> list[str]:
    gaps = []
    if ("latitude" in fed) != ("longitude" in fed):
        gaps.append("latitude, longitude: both expected, or neither")
    if "reported_time_ms" in fed and "label" not in fed:
        gaps.append("reported_time: is_fraud is expected with it")
    return gaps


PAYMENTS: Final = Layout(
    one="a payment",
    many="payments",
    columns=PAYMENT_COLUMNS,
    extra={"label": pa.bool_(), "reported_time_ms": pa.int64()},
    targets={
        "card_id": ("card_id",),
        "merchant_id": ("merchant_id",),
        "amount_minor": ("amount", "amount_minor"),
        "currency": ("currency",),
        "country": ("country",),
        "channel": ("channel",),
        "event_time_ms": TIMES,
        "transaction_id": ("transaction_id",),
        "device_id": ("device_id",),
        "ip": ("ip",),
        "latitude": ("latitude",),
        "longitude": ("longitude",),
        "trace_id": ("trace_id",),
        "label": ("is_fraud",),
        "reported_time_ms": _REPORTS,
    },
    required=(
        *("card_id", "merchant_id", "amount_minor", "currency", "country", "channel"),
        "event_time_ms",
    ),
    optional=frozenset({"device_id", "ip", "latitude", "longitude", "trace_id", *_REPORTS}),
    constants={
        "merchant_id": identifier,
        "currency": codes.currency,
        "country": codes.country,
        "channel": codes.channel,
    },
    amount=("amount_minor", "amount"),
    tokens=frozenset({"card_id"}),
    made_id="transaction_id",
    shown=frozenset(
        {
            *("amount_minor", "currency", "country", "channel", "event_time_ms", "label"),
            "reported_time_ms",
        }
    ),
    together=(
        Together(
            fields=("latitude", "longitude"),
            are_plain=alike_nulls,
            check=refuse_halves("latitude", "longitude", _HALF_POSITION),
        ),
        Together(
            fields=("event_time_ms", "reported_time_ms"),
            are_plain=_report_is_not_mapped,
            check=_refuse_early_reports,
        ),
    ),
    absent=("device_id", "ip", "latitude", "longitude", "label"),
    gaps=_gaps,
)
