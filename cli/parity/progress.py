"""Progress of `revstream parity --sync` on stderr: a bar on a terminal, else lines."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Final

import click

_TOLD_EVERY_S: Final = 10.0


@contextmanager
def parity_progress(records: Sequence[bytes], *, shown: bool) -> Iterator[Iterable[bytes]]:
    """The records, of which it is shown how many were taken."""
    if not shown:
        yield records
    elif sys.stderr.isatty():
        with click.progressbar(records, label="parity", file=sys.stderr) as bar:
            yield bar
    else:
        yield told_now_and_then(records)


def told_now_and_then(
    records: Sequence[bytes], clock_s: Callable[[], float] = monotonic
) -> Iterator[bytes]:
    """The records, with a line every ten seconds.

    Args:
        records: that are taken.
        clock_s: seconds that only grow.
    """
    told_s = clock_s()
    for number, record in enumerate(records):
        if clock_s() - told_s >= _TOLD_EVERY_S:
            told_s = clock_s()
            click.echo(f"parity: {number:,} of {len(records):,} records", err=True)
        yield record
