"""Running a job: locally in a MiniCluster, or as the program of a `flink run`."""

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Event

from py4j.protocol import Py4JJavaError
from pyflink.common import JobClient

from jobs.shared import preflight, result_folder, results
from jobs.shared.environment import create_environment, rest_options
from jobs.shared.job import Job, SettingsT, SummaryT
from jobs.shared.job_watch import JobFailedError, Watch, root_cause
from jobs.shared.locations import LocalPath
from jobs.shared.noted_signals import NotedSignals
from jobs.shared.progress import JobProgress
from machine.ports import LOCALHOST, free_ports

ProgressListener = Callable[[JobProgress], None]


def run_local(  # noqa: PLR0913 - what may be heard of a run, each by its name
    job: Job[SettingsT, SummaryT],
    settings: SettingsT,
    on_progress: ProgressListener | None = None,
    stop: Event | None = None,
    *,
    on_start: Callable[[str], None] | None = None,
    overwrite: bool = False,
) -> SummaryT:
    """Run `job` in an embedded MiniCluster until its input ends or it is told to stop.

    Args:
        job: of a system.
        settings: the job's settings.
        on_progress: called a few times a second with how far the job is.
        stop: cancels the job once set; for an input without end.
        on_start: called with the address of Flink's web page when the job starts.
        overwrite: remove the results of an earlier run from the folder of a file sink.

    Returns:
        What became of every record.

    Raises:
        PreflightError: it cannot run on this machine as it is.
        ResultFolderError: the folder of the file sink is in use or has results.
        JobFailedError: it failed and its restarts were used up. What it has committed stays in
            the parts of a file sink, as it does when it is interrupted.
    """
    preflight.check_local(settings)
    job.check(settings)
    preflight.prepare_jvm()
    keep_pyflink_quiet()
    with _state_folder() as state_dir, _sink_held(job, settings, overwrite=overwrite):
        prepared = job.prepare(settings, state_dir)
        (port,) = free_ports(1)
        rest_url = f"http://{LOCALHOST}:{port}"
        with NotedSignals() as signals:
            client = _started(job, prepared, state_dir, port)
            if on_start is not None:
                on_start(rest_url)
            watch = Watch(rest_url, job.watched, on_progress, stop or Event(), signals)
            end = watch.follow(client)
        if isinstance(prepared.sink_uri, LocalPath):
            results.join(prepared.sink_uri.path, job.outputs)
        return job.summary(prepared, end)


def _started(
    job: Job[SettingsT, SummaryT], settings: SettingsT, state_dir: Path, rest_port: int
) -> JobClient:
    """The job, started in a MiniCluster.

    Raises:
        JobFailedError: Flink does not take it.
    """
    env, tables = create_environment(settings, state_dir, rest_options(rest_port))
    try:
        job.build(env, tables, settings)
        return env.execute_async(settings.job_name)
    except Py4JJavaError as error:
        raise JobFailedError(f"the job does not start: {root_cause(error)}") from error


def run_on_cluster(
    job: Job[SettingsT, SummaryT], settings: SettingsT, rest_url: str | None = None
) -> None:
    """Submit `job` to the Flink that started this program, and wait for its end.

    Result files stay in parts: a job stopped by a savepoint goes on with them later.

    Args:
        job: of a system.
        settings: the job's settings.
        rest_url: the JobManager's REST address, to check the cluster first; not where the
            platform has none.

    Raises:
        PreflightError: the cluster cannot run it.
    """
    preflight.check_readable_on_a_cluster(settings)
    if rest_url is not None:
        preflight.check_cluster(settings, rest_url)
    job.check(settings)
    env, tables = create_environment(settings, None)
    job.build(env, tables, settings)
    env.execute(settings.job_name)


@contextmanager
def _state_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="revstream-state-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sink_held(
    job: Job[SettingsT, SummaryT],
    settings: SettingsT,
    *,
    overwrite: bool,
) -> AbstractContextManager[None]:
    if not isinstance(settings.sink_uri, LocalPath):
        return nullcontext()
    inputs = [at.path for at in settings.inputs.values() if isinstance(at, LocalPath)]
    return result_folder.ready(settings.sink_uri.path, job.outputs, inputs, overwrite=overwrite)


def keep_pyflink_quiet() -> None:
    """Keep a deprecation warning of Beam's, here and in every worker, off the user's terminal."""
    if not sys.warnoptions:
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        warnings.filterwarnings("ignore", module="apache_beam")
