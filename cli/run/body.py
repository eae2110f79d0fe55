"""What every command of `revstream run` does: run with progress, say what became of the records."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final, Generic

import click
import msgspec

from cli.run.job_progress import ProgressLines
from cli.run.left_behind import left_behind
from cli.run.local_cluster import cluster_for
from cli.run.metrics import metrics_for
from cli.run.options import RunOptions
from jobs.shared.execution import run_local
from jobs.shared.job import Job, SettingsT, SummaryT
from jobs.shared.job_watch import JobFailedError
from jobs.shared.locations import LocalPath
from jobs.shared.settings import JobSettings
from online_store.connection import StoreSettings
from online_store.reachability import why_away

_NO_SUCCESS_EXIT: Final = 1


@dataclass(frozen=True, kw_only=True)
class Report(Generic[SummaryT]):
    """What is said of a run of one system.

    Attributes:
        done: what is done with an event, such as `payments decided`.
        counts: the counts as lines for a person.
        warnings: a line for each share that hints at a fault of the data.
        faults: why the run is no success, though the job ended well.
    """

    done: str
    counts: Callable[[SummaryT], list[str]]
    warnings: Callable[[SummaryT], list[str]]
    faults: Callable[[SummaryT], list[str]]


def run_and_say(
    job: Job[SettingsT, SummaryT],
    settings: SettingsT,
    options: RunOptions,
    report: Report[SummaryT],
    task_managers: int,
) -> None:
    """Run a job, and leave with 1 if that is no success.

    Args:
        job: of a system.
        settings: of the run.
        options: how it is run and told of.
        report: what is said.
        task_managers: of a cluster with one a hop.
    """
    summary = _run(job, settings, options, report.done, task_managers)
    _say(summary, settings, report, as_json=options.as_json)


def _run(
    job: Job[SettingsT, SummaryT],
    settings: SettingsT,
    options: RunOptions,
    done: str,
    task_managers: int,
) -> SummaryT:
    """Run with progress on stderr; what a run leaves that does not finish is said there, too."""
    say_if_store_is_away(settings)
    lines = ProgressLines(done=done)
    told, port = settings, None
    try:
        with ExitStack() as around:
            metrics = metrics_for(options.metrics_host, options.metrics_port)
            metrics_url = around.enter_context(metrics)
            if options.in_cluster:
                cluster = cluster_for(settings, task_managers, metrics_url)
                told, port = around.enter_context(cluster)
            summary = run_local(
                job,
                told,
                lines.show,
                on_start=_say_where,
                overwrite=options.overwrite,
                cluster_port=port,
                metrics_url=metrics_url,
            )
    except (KeyboardInterrupt, JobFailedError):
        lines.end()
        if isinstance(settings.sink_uri, LocalPath):
            for line in left_behind(settings.sink_uri.path, job.outputs):
                click.echo(f"not finished: {line}", err=True)
        raise
    lines.end()
    return summary


def say_if_store_is_away(settings: JobSettings) -> None:
    """Updates wait in the job's state, so this is no fault; but a person would wait for long."""
    if not settings.has_store or settings.store_auth != "none":
        return
    why = why_away(StoreSettings(settings.store_url))
    if why is not None:
        click.echo(
            f"warning: store.url: the store does not answer: {why}. Its updates wait in the job and"
            " are tried again every 5 s; a run whose input ends without it fails in the end",
            err=True,
        )


def _say_where(rest_url: str) -> None:
    click.echo(f"Flink's web page: {rest_url}", err=True)


def _say(
    summary: SummaryT, settings: SettingsT, report: Report[SummaryT], *, as_json: bool
) -> None:
    doubts, wrong = report.warnings(summary), report.faults(summary)
    for line in doubts:
        click.echo(f"warning: {line}", err=True)
    if as_json:
        said = {"state": "FAILED" if wrong else "FINISHED", "warnings": doubts, "faults": wrong}
        click.echo(json.dumps(said | msgspec.to_builtins(summary)))
    else:
        click.echo("\n".join(report.counts(summary)))
    for line in wrong:
        click.echo(f"Error: {line}", err=True)
    if wrong:
        sys.exit(_NO_SUCCESS_EXIT)
    if not as_json:
        click.echo(f"finished, {settings.sink_uri}")
