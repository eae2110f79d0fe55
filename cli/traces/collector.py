"""The collector that a command sends spans to, with the headers of the environment."""

import os
from typing import Final

import click

from monitoring.traces.collector import HttpCollector, headers_of

HEADERS_VARIABLE: Final = "OTEL_EXPORTER_OTLP_HEADERS"
"""A token in it is in no list of processes, as an option would be."""


def collector_at(endpoint: str) -> HttpCollector:
    """The collector at `endpoint`.

    Raises:
        ValueError: the endpoint is no such URL.
        click.UsageError: the headers of the environment are not usable; no value is shown.
    """
    try:
        headers = headers_of(os.environ.get(HEADERS_VARIABLE, ""))
    except ValueError as error:
        raise click.UsageError(f"{HEADERS_VARIABLE}: {error}") from None
    return HttpCollector(endpoint, headers)
