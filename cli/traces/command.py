"""`revstream traces`: follows decisions and sends them to a collector as spans."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import click
import msgspec

from cli.options.result_file import PlaceError
from cli.run.settings import groups_of, overrides_of
from cli.traces.collector import collector_at
from cli.traces.follow import TraceTail, follow
from jobs.fraud.settings import load_settings
from jobs.shared.locations import KinesisStream, source_or_path
from monitoring.traces.record import TimeFrom
from monitoring.traces.sampling import Sampling
from monitoring.traces.sender import Sender
from serving.shared.tail.followed_file import FollowedFile
from serving.shared.tail.followed_results import FollowedResults
from serving.shared.tail.source import RecordSource

NOT_ALL_EXIT: Final = 1
_FILE_SUFFIX: Final = ".jsonl"
_READ_BACK: Final = timedelta(minutes=10)
"""Of a stream, once."""

_TIMES: Final[dict[str, TimeFrom]] = {"seen": "seen", "event": "event_time"}


@click.command()
@click.option(
    "--decisions",
    required=True,
    metavar="PLACE",
    help="Folder of a run's results, also while it runs or before; a file; or kinesis:STREAM.",
)
@click.option(
    "--endpoint",
    envvar="OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    default="http://localhost:4318/v1/traces",
    show_default=True,
    help="OTLP over HTTP; also OTEL_EXPORTER_OTLP_TRACES_ENDPOINT.",
)
@click.option(
    "--sample",
    default=0.01,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share of the decisions that nothing marks.",
)
@click.option(
    "--slow-ms",
    default=100,
    show_default=True,
    type=click.IntRange(min=0),
    help="A decision that took longer in the job is sent.",
)
@click.option(
    "--time",
    "time_from",
    default="seen",
    show_default=True,
    type=click.Choice(list(_TIMES)),
    help="When a decision was: when its record is seen here, or at the payment's event time.",
)
@click.option("--merchant-id", "with_merchant", is_flag=True, help="Name the merchant in spans.")
@click.option(
    "--settings",
    "settings_path",
    type=click.Path(path_type=Path),
    help="Property groups of the job, for a stream.",
)
@click.option("--set", "properties", multiple=True, metavar="GROUP.KEY=VALUE", help="One property.")
@click.option("--once", is_flag=True, help="End where the decisions end.")
@click.option(
    "--flush-s",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0, 3_600),
    help="At the end so long is waited for the collector.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON at the end.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    decisions: str,
    endpoint: str,
    sample: float,
    slow_ms: int,
    time_from: str,
    with_merchant: bool,
    settings_path: Path | None,
    properties: tuple[str, ...],
    once: bool,
    flush_s: float,
    as_json: bool,
) -> None:
    """Send decisions to a collector of traces, such as Jaeger, as they are made.

    A decision becomes a span with one span in it for each stage. All blocks, flags, late and slow
    decisions and those without a score are sent, and a share of the others. No card, amount or
    feature is. Headers, such as a token, come from OTEL_EXPORTER_OTLP_HEADERS (NAME=VALUE,...).

    A collector that is away stops nothing: what it does not take is kept and sent again as far as
    there is room, then dropped and counted. Ends by SIGTERM or Ctrl-C. Exit code 0: all spans
    were taken. Exit code 1: some were not. Exit code 2: it cannot start, or met no decision among
    the records.

    \b
    Examples:
      revstream traces --decisions OUT
      revstream traces --decisions OUT --once --sample 1 --time event --json
      revstream traces --decisions kinesis:decisions --set aws.region=eu-west-1 \\
          --endpoint https://collector.example/v1/traces
    """
    collector = collector_at(endpoint)
    source = _source(decisions, settings_path, properties, once=once)
    sender = Sender(collector)
    sampling = Sampling(sample, slow_ms * 1000)
    tail = TraceTail(sampling, sender, time_from=_TIMES[time_from], with_merchant=with_merchant)
    try:
        damaged = follow(source, tail, once=once)
    finally:
        sender.close(flush_s)
    if damaged and not tail.counts:
        raise PlaceError(f"{decisions}: none of its {damaged:,} records is a decision")
    found = {**tail.counts, "damaged": damaged}
    spans = msgspec.structs.asdict(sender.counts)
    if as_json:
        click.echo(msgspec.json.encode({"decisions": found, "spans": spans}))
    else:
        click.echo(f"decisions: {_text(found)}")
        click.echo(f"spans: {_text(spans)}")
    if sender.counts.missing:
        raise click.exceptions.Exit(NOT_ALL_EXIT)


def _text(counts: dict[str, int]) -> str:
    shown = [f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count]
    return ", ".join(shown) or "none"


def _source(
    place: str, settings_path: Path | None, properties: tuple[str, ...], *, once: bool
) -> RecordSource:
    found = source_or_path(place)
    if isinstance(found, KinesisStream):
        return _stream(found.name, settings_path, properties, once=once)
    if once and not found.path.exists():
        raise PlaceError(f"{found.path}: no such file or folder")
    if found.path.is_file() or found.path.suffix == _FILE_SUFFIX:
        return FollowedFile(found.path)
    return FollowedResults(found.path, "decisions")


def _stream(
    name: str, settings_path: Path | None, properties: tuple[str, ...], *, once: bool
) -> RecordSource:
    # Only a stream needs AWS's SDK, which an installation for files lacks.
    from serving.shared.kinesis import kinesis_client  # noqa: PLC0415
    from serving.shared.tail.followed_stream import FollowedStream  # noqa: PLC0415

    of_stream = {"source.uri": "file:none", "sink.uri": "kinesis", "sink.decisions_stream": name}
    settings = load_settings(groups_of(settings_path), {**of_stream, **overrides_of(properties)})
    since = datetime.now(UTC) - _READ_BACK if once else None
    return FollowedStream(kinesis_client(settings), name, since)
