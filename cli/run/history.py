"""`revstream history`: the seam between a history and the live source, on a cluster."""

import json
import shlex
from datetime import UTC, datetime
from typing import Final

import click
import msgspec

from cli.run.history_report import PAYMENTS, SHOPPING, history_line, history_warnings
from cli.run.job_progress import ProgressLines
from events.shared.time_units import HOUR_MS
from jobs.fraud.job import FRAUD
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.shared.history.on_cluster import HistoryEnd, finish_history
from jobs.shared.history.summary import history_counts

_SYSTEMS: Final = {
    FRAUD.name: (FRAUD.watched, PAYMENTS),
    RECOMMENDATIONS.name: (RECOMMENDATIONS.watched, SHOPPING),
}
"""What is looked at in the job of each system, and how it is told of."""


@click.group()
def command() -> None:
    """Read a history first, then the live stream: two jobs on a cluster."""


@command.command()
@click.option(
    "--system",
    type=click.Choice(list(_SYSTEMS)),
    default=FRAUD.name,
    show_default=True,
    help="Whose job.",
)
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
def finish(*, system: str, rest_url: str, savepoints: str, overlap_ms: int, as_json: bool) -> None:
    """Wait until the running job has read its history, and stop it with a savepoint.

    Then it prints how the live job is started. It can be run again after an interruption, as long
    as the job runs. Exits with 2 if the job ends without having read everything.

    \b
    Examples:
      flink run -d -py main.py --settings prod.json --set job.phase=history
      revstream history finish --rest-url http://localhost:8081 --savepoints s3://state/savepoints
    """
    lines = ProgressLines()
    watched, words = _SYSTEMS[system]
    try:
        end = finish_history(rest_url, savepoints, watched, lines.show)
    finally:
        lines.end()
    counts = history_counts(end.seen)
    for line in history_warnings(counts, words):
        click.echo(f"warning: {line}", err=True)
    live_from_ms = max(0, end.newest_ms - overlap_ms)
    if as_json:
        said = {"savepoint": end.savepoint, "live_from_ms": live_from_ms}
        said |= {"newest_ms": end.newest_ms} | msgspec.to_builtins(counts)
        click.echo(json.dumps(said))
        return
    click.echo(history_line(counts, words))
    click.echo(_text(end, live_from_ms))


def _text(end: HistoryEnd, live_from_ms: int) -> str:
    newest = f"{datetime.fromtimestamp(end.newest_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
    return (
        f"{end.records:,} records of history read, up to {newest}; start the live job, whose stream"
        f" must still hold what arrived since then:\n"
        f"  flink run -s {shlex.quote(end.savepoint)} --allowNonRestoredState -py main.py ..."
        f" --set job.phase=live --set source.live_from_ms={live_from_ms}"
    )
