"""`revstream run`: a job in an embedded MiniCluster."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from cli.input_options import InputOptions, mapping_options
from cli.job_progress import ProgressLines
from cli.own_source import as_wire_files, is_own_form
from jobs.execution import run_local
from jobs.progress import JobProgress
from jobs.properties import MANAGED_FLINK_PROPERTIES, group_and_key, read_property_groups
from jobs.settings import FraudSettings, load_settings


@click.group()
def command() -> None:
    """Run a job here, in an embedded Flink."""


def _source_options(function: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--source", help="kinesis:STREAM or file:PATH (JSON Lines, Parquet, CSV)."),
        click.option(
            "--labels", "labels_uri", help="kinesis:STREAM or file:PATH; none unless set."
        ),
        click.option("--sink", help="kinesis, file:DIRECTORY or none."),
        click.option("--store", help="redis://HOST:PORT, rediss://HOST:PORT or none."),
        click.option("--rate", type=int, help="Replay a file at this many records a second."),
        click.option("--rate-after", type=int, help="Records replayed flat out before that."),
    ):
        function = option(function)
    return function


@command.command()
@_source_options
@click.option(
    "--settings",
    "settings_path",
    type=click.Path(path_type=Path),
    help="Property groups, in the form Managed Flink has them.",
)
@click.option("--set", "properties", multiple=True, metavar="GROUP.KEY=VALUE", help="One property.")
@click.option("--list-settings", is_flag=True, help="Print every property and leave.")
@mapping_options
@click.option("--json", "as_json", is_flag=True, help="Print progress and end as JSON lines.")
def fraud(  # noqa: PLR0913 - one argument an option
    *,
    source: str | None,
    labels_uri: str | None,
    sink: str | None,
    store: str | None,
    rate: int | None,
    rate_after: int | None,
    settings_path: Path | None,
    properties: tuple[str, ...],
    list_settings: bool,
    input_options: InputOptions,
    as_json: bool,
) -> None:
    """Decide payments: allow, flag or block.

    A file of another form than the job's is described by --columns and the options after it, as
    for `revstream inspect`.

    \b
    Examples:
      revstream run fraud --source file:payments.jsonl --sink file:OUT
      revstream run fraud --source file:payments.jsonl --sink file:OUT --rate 579 \\
          --store redis://localhost:6379
      revstream run fraud --source file:payments.jsonl --labels file:labels.jsonl --sink file:OUT
      revstream run fraud --source file:transactions.csv --sink file:OUT \\
          --columns card_id=CARD,merchant_id=SHOP,amount=AMOUNT,event_time=TIME \\
          --constant currency=EUR,country=DE,channel=pos --set decision.model=models/fraud/1
      revstream run fraud --source kinesis:payments --sink kinesis --settings local.json
      revstream run fraud --list-settings
    """
    if list_settings:
        _print_settings()
        return
    groups = _groups(settings_path)
    options = {
        "source.uri": source,
        "labels.uri": labels_uri,
        "sink.uri": sink,
        "store.url": store,
        "source.rate_per_s": rate,
        "source.rate_after": rate_after,
    }
    overrides = {name: str(value) for name, value in options.items() if value is not None}
    with TemporaryDirectory(prefix="revstream-source-") as folder:
        if is_own_form(source, input_options):
            overrides |= as_wire_files(source, labels_uri, input_options, Path(folder))
        settings = load_settings(groups, overrides | _properties(properties))
        lines = ProgressLines()
        run_local(settings, _show_json if as_json else lines.show)
        lines.end()
    click.echo(json.dumps({"state": "FINISHED"}) if as_json else f"finished, {settings.sink_uri}")


def _groups(path: Path | None) -> dict[str, dict[str, str]]:
    if path is not None:
        return read_property_groups(path)
    if MANAGED_FLINK_PROPERTIES.exists():
        return read_property_groups(MANAGED_FLINK_PROPERTIES)
    return {}


def _properties(entries: tuple[str, ...]) -> dict[str, str]:
    faulty = [entry for entry in entries if "=" not in entry or "." not in entry.split("=")[0]]
    if faulty:
        raise click.BadParameter(f"{faulty[0]!r}: GROUP.KEY=VALUE is expected", param_hint="--set")
    return dict(entry.split("=", 1) for entry in entries)


def _print_settings() -> None:
    import dataclasses  # noqa: PLC0415 - only for this listing

    for field in dataclasses.fields(FraudSettings):
        group, key = group_and_key(field.name)
        default: Any = field.default
        required = default is dataclasses.MISSING
        click.echo(f"{group}.{key}  ({'required' if required else f'default {default}'})")
        click.echo(f"    {field.metadata['description']}")


def _show_json(progress: JobProgress) -> None:
    click.echo(
        json.dumps(
            {
                "state": progress.state,
                "records_read": progress.records_read,
                "records_decided": progress.records_decided,
            }
        )
    )
