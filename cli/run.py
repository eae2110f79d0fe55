"""`revstream run`: a job on this machine, in an embedded MiniCluster or in a cluster."""

import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click
import msgspec

from cli.input_options import InputOptions, mapping_options
from cli.job_progress import ProgressLines
from cli.local_cluster import cluster_of
from cli.own_source import with_wire_files, with_wire_history
from cli.run_report import counts, faults, left_behind, warnings
from cli.run_settings import groups_of, overrides_of, print_settings
from features.fraud.definitions import load_definitions
from features.shared.definitions.money_terms import money_notes
from jobs.fraud.job import FRAUD
from jobs.fraud.run_summary import RunSummary
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.execution import run_local
from jobs.shared.job_watch import JobFailedError
from jobs.shared.locations import LocalPath

_NO_SUCCESS_EXIT: Final = 1


@click.group()
def command() -> None:
    """Run a job here, in a Flink that it brings."""


def _source_options(function: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--source", help="kinesis:STREAM or file:PATH (JSON Lines, Parquet, CSV)."),
        click.option(
            "--labels", "labels_uri", help="kinesis:STREAM or file:PATH; none unless set."
        ),
        click.option("--sink", help="kinesis, file:DIRECTORY or none."),
        click.option(
            "--definitions", metavar="FILE", help="Definition file; the shipped one unless set."
        ),
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
@click.option(
    "--cluster",
    "in_cluster",
    is_flag=True,
    help="In a Flink cluster with a TaskManager a hop: faster where there are cores for it.",
)
@click.option("--overwrite", is_flag=True, help="Remove the results of an earlier run first.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON, nothing else.")
def fraud(  # noqa: PLR0913 - one argument an option
    *,
    source: str | None,
    labels_uri: str | None,
    sink: str | None,
    store: str | None,
    definitions: str | None,
    rate: int | None,
    rate_after: int | None,
    settings_path: Path | None,
    properties: tuple[str, ...],
    list_settings: bool,
    input_options: InputOptions,
    in_cluster: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Decide payments: allow, flag or block.

    A file of another form than the job's is described by --columns and the options after it, as
    for `revstream inspect`. The characters of a path after file: are taken as they are.

    At the end it prints the counts, and warns where a share of them is implausible. Exits with 1
    if every record was rejected. A run that is interrupted or fails keeps what it has committed,
    for `revstream collect`.

    \b
    Examples:
      revstream run fraud --source file:payments.jsonl --sink file:OUT
      revstream run fraud --source file:payments.jsonl --sink file:OUT --rate 579 \\
          --store redis://localhost:6379
      revstream run fraud --source file:payments.jsonl --labels file:labels.jsonl --sink file:OUT
      revstream run fraud --source file:transactions.csv --sink file:OUT \\
          --columns card_id=CARD,merchant_id=SHOP,amount=AMOUNT,event_time=TIME \\
          --constant currency=EUR,country=DE,channel=pos --set decision.model=registry/fraud/1
      revstream run fraud --source file:payments.jsonl --sink file:OUT --definitions own.yaml \\
          --set decision.model=registry/own/1 --set decision.rules=own-rules.yaml
      revstream run fraud --source file:payments.jsonl --sink file:OUT --overwrite --json
      revstream run fraud --source file:payments.jsonl --sink file:OUT --cluster
      revstream run fraud --source kinesis:payments --sink kinesis --settings local.json
      revstream run fraud --source file:today.jsonl --set source.history=file:months --sink file:OUT
      revstream run fraud --list-settings
    """
    if list_settings:
        print_settings()
        return
    groups = groups_of(settings_path)
    options = {
        "source.uri": source,
        "labels.uri": labels_uri,
        "sink.uri": sink,
        "store.url": store,
        "features.definitions": definitions,
        "source.rate_per_s": rate,
        "source.rate_after": rate_after,
    }
    overrides = {name: str(value) for name, value in options.items() if value is not None}
    overrides |= overrides_of(properties)
    settings = load_settings(groups, overrides)
    for note in money_notes(load_definitions(settings.features_definitions)):
        click.echo(note, err=True)
    with TemporaryDirectory(prefix="revstream-source-") as folder:
        settings = with_wire_history(settings, input_options, Path(folder) / "history")
        settings = with_wire_files(settings, input_options, Path(folder))
        summary = _run(settings, in_cluster=in_cluster, overwrite=overwrite)
    _say(summary, settings, as_json=as_json)


def _run(settings: FraudSettings, *, in_cluster: bool, overwrite: bool) -> RunSummary:
    """Run with progress on stderr; what a run leaves that does not finish is said there, too."""
    lines = ProgressLines()
    try:
        with cluster_of(settings) if in_cluster else nullcontext((settings, None)) as (told, port):
            summary = run_local(
                FRAUD,
                told,
                lines.show,
                on_start=_say_where,
                overwrite=overwrite,
                cluster_port=port,
            )
    except (KeyboardInterrupt, JobFailedError):
        lines.end()
        if isinstance(settings.sink_uri, LocalPath):
            for line in left_behind(settings.sink_uri.path):
                click.echo(f"not finished: {line}", err=True)
        raise
    lines.end()
    return summary


def _say_where(rest_url: str) -> None:
    click.echo(f"Flink's web page: {rest_url}", err=True)


def _say(summary: RunSummary, settings: FraudSettings, *, as_json: bool) -> None:
    """Say what became of the records, and leave with 1 if that is no success."""
    doubts, wrong = warnings(summary), faults(summary)
    for line in doubts:
        click.echo(f"warning: {line}", err=True)
    if as_json:
        said = {"state": "FAILED" if wrong else "FINISHED", "warnings": doubts, "faults": wrong}
        click.echo(json.dumps(said | msgspec.to_builtins(summary)))
    else:
        click.echo("\n".join(counts(summary)))
    for line in wrong:
        click.echo(f"Error: {line}", err=True)
    if wrong:
        sys.exit(_NO_SUCCESS_EXIT)
    if not as_json:
        click.echo(f"finished, {settings.sink_uri}")
