"""OTLP as JSON: what a collector takes at `/v1/traces`.

The mapping is that of the OpenTelemetry protocol 1.x (*JSON Protobuf Encoding*): names in lower
camel case, ids as hex digits, 64-bit numbers as texts, enumerations as numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Final

import msgspec
from msgspec import Struct

INTERNAL: Final = 1
SERVER: Final = 2
CONSUMER: Final = 5
"""Kinds of spans: inside of a service, an answer to a request, a record taken off a stream."""

Value = str | bool | int | float | Sequence[str]

_SCOPE: Final = {"name": "revstream.monitoring.traces"}


class Link(Struct, frozen=True, rename="camel"):
    """Another span that has to do with this one."""

    trace_id: str
    span_id: str


class Attribute(Struct, frozen=True):
    """A name and its value by its type."""

    key: str
    value: Mapping[str, object]


class Span(Struct, frozen=True, rename="camel", omit_defaults=True, kw_only=True):
    """A span; times are nanoseconds since 1970, as texts."""

    trace_id: str
    span_id: str
    trace_state: str = ""
    parent_span_id: str = ""
    name: str
    kind: int
    start_time_unix_nano: str
    end_time_unix_nano: str
    attributes: tuple[Attribute, ...] = ()
    links: tuple[Link, ...] = ()


class Service(Struct, frozen=True):
    """What made spans: `service.name` and `service.version` of the semantic conventions."""

    name: str
    version: str


class Sendable(Struct, frozen=True):
    """The spans of one decision, and whose they are."""

    service: Service
    spans: tuple[Span, ...]


def attributes(values: Mapping[str, Value | None]) -> tuple[Attribute, ...]:
    """Attributes by name, without those that have no value."""
    return tuple(
        Attribute(name, _any_value(value))
        for name, value in values.items()
        if value is not None and not (isinstance(value, float) and not isfinite(value))
    )


def encoded(parts: Iterable[Sendable]) -> bytes:
    """An `ExportTraceServiceRequest`, the spans of each service together."""
    by_service: dict[Service, list[Span]] = {}
    for part in parts:
        by_service.setdefault(part.service, []).extend(part.spans)
    resources = [
        {
            "resource": {"attributes": _of_service(service)},
            "scopeSpans": [{"scope": _SCOPE, "spans": spans}],
        }
        for service, spans in by_service.items()
    ]
    return msgspec.json.encode({"resourceSpans": resources})


def _of_service(service: Service) -> tuple[Attribute, ...]:
    return attributes({"service.name": service.name, "service.version": service.version})


def _any_value(value: Value) -> Mapping[str, object]:
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case str():
            return {"stringValue": value}
        case _:
            return {"arrayValue": {"values": [{"stringValue": one} for one in value]}}
