"""`revstream history`: the seam between a history and the live source, on a cluster."""

import json
import shlex
from datetime import UTC, datetime

import click
import msgspec

from cli.history_report import history_line, history_warnings
from cli.job_progress import ProgressLines
from events.shared.time_units import HOUR_MS
from jobs.fraud.history_counts import history_counts
from jobs.fraud.job import FRAUD
from jobs.shared.history.on_cluster import HistoryEnd, finish_history


@click.group()
def command() -> None:
    """Read a history first, then the live stream: two jobs on a cluster."""


@command.command()
@click.option("--rest-url", required=True, help="The JobManager's REST address.")
@click.option(
    "--savepoints", required=True, help="Folder for the savepoint, as the cluster sees it."
)
@click.option(
    "--overlap-ms",
    type=click.IntRange(0),
    default=HOUR_MS,
    show_default=True,
    help="As source.history_overlap_ms: at most state.dedup_window_ms.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def finish(*, rest_url: str, savepoints: str, overlap_ms: int, as_json: bool) -> None:
    """Wait until the running job has read its history, and stop it with a savepoint.

    Then it prints how the live job is started. It can be run again after an interruption, as long
    as the job runs. Exits with 2 if the job ends without having read everything.

    \b
    Examples:
      flink run -d -py main.py --settings prod.json --set job.phase=history
      revstream history finish --rest-url http://localhost:8081 --savepoints s3://state/savepoints
    """
    lines = ProgressLines()
    try:
        end = finish_history(rest_url, savepoints, FRAUD.watched, lines.show)
    finally:
        lines.end()
    counts = history_counts(end.seen)
    for line in history_warnings(counts):
        click.echo(f"warning: {line}", err=True)
    live_from_ms = max(0, end.newest_ms - overlap_ms)
    if as_json:
        said = {"savepoint": end.savepoint, "live_from_ms": live_from_ms}
        said |= {"newest_ms": end.newest_ms} | msgspec.to_builtins(counts)
        click.echo(json.dumps(said))
        return
    click.echo(history_line(counts))
    click.echo(_text(end, live_from_ms))


def _text(end: HistoryEnd, live_from_ms: int) -> str:
    newest = f"{datetime.fromtimestamp(end.newest_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
    return (
        f"{end.records:,} records of history read, up to {newest}; start the live job, whose stream"
        f" must still hold what arrived since then:\n"
        f"  flink run -s {shlex.quote(end.savepoint)} --allowNonRestoredState -py main.py ..."
        f" --set job.phase=live --set source.live_from_ms={live_from_ms}"
    )
