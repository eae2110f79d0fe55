"""`--metrics-port` of `revstream run`: the metrics of the run for Prometheus."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from jobs.shared.metrics_push import PUSH_EVERY_S
from machine.ports import LOCALHOST
from servers.metrics_page import metrics_page

_MISSED_PUSHES: Final = 5


@contextmanager
def metrics_for(host: str | None, port: int | None) -> Iterator[str | None]:
    """The address that Flink pushes its metrics to, which are then to be read; None if not asked.

    Args:
        host: on which they are read; None for this machine alone.
        port: on which they are read, 0 for a free one; None for no metrics.

    Raises:
        click.BadParameter: there is a host without a port.
        ServerError: they cannot be at this address.
    """
    if port is None:
        if host is not None:
            raise click.BadParameter("needs --metrics-port beside it", param_hint="--metrics-host")
        yield None
        return
    with metrics_page(host or LOCALHOST, port, PUSH_EVERY_S * _MISSED_PUSHES) as page:
        click.echo(f"metrics for Prometheus: {page.url}", err=True)
        yield page.push_url
