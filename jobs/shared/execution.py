"""Running a job: locally in a MiniCluster, or as the program of a `flink run`."""

import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from py4j.protocol import Py4JError
from pyflink.common import JobClient

from jobs.shared import preflight, result_folder, results
from jobs.shared.collection_pause import no_collection
from jobs.shared.environment import create_environment, remote_options, rest_options
from jobs.shared.history.counts import ReadAndCounted
from jobs.shared.history.read import newest_ms, of_history, watched_history
from jobs.shared.job import Job, SettingsT, SummaryT
from jobs.shared.job_watch import JobEnd, JobFailedError, StopAt, Watch, root_cause
from jobs.shared.locations import LocalPath, flink_path
from jobs.shared.metrics_push import embedded_push_options
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
    cluster_port: int | None = None,
    metrics_url: str | None = None,
) -> SummaryT:
    """Run `job` on this machine until its input ends or it is told to stop.

    Args:
        job: of a system.
        settings: the job's settings.
        on_progress: called a few times a second with how far the job is.
        stop: cancels the job once set; for an input without end.
        on_start: called with the address of Flink's web page when the job starts.
        overwrite: remove the results of an earlier run from the folder of a file sink.
        cluster_port: of the REST interface of a cluster on this machine to run it in; None for an
            embedded MiniCluster.
        metrics_url: to which the MiniCluster pushes its metrics; a cluster was told at its start.

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
    settings = settings.on_this_machine()
    preflight.prepare_jvm()
    keep_pyflink_quiet()
    heard = _Heard(on_progress, stop or Event(), on_start)
    with _state_folder() as state_dir, _sinks_held(job, settings, overwrite=overwrite):
        place = _Place(state_dir, cluster_port, metrics_url)
        history = savepoint = None
        if settings.reads_history_first:
            read = _read_history(job, settings, place, heard)
            history, savepoint = read.last, read.savepoint
            settings = settings.for_live(newest_ms(history))
        prepared = job.prepare(settings, state_dir)
        end = _to_its_end(job, prepared, place, heard, savepoint=savepoint)
        if isinstance(prepared.sink_uri, LocalPath):
            results.join(prepared.sink_uri.path, job.outputs)
        seen = None if history is None else of_history(history)
        return job.summary(prepared, replace(end, history=seen))


@dataclass(frozen=True)
class _Place:
    """Where a local run has its state, and what runs it; see `run_local`."""

    state_dir: Path
    cluster_port: int | None
    metrics_url: str | None

    def rest(self) -> tuple[int, dict[str, str]]:
        """The port of the REST interface, and Flink's options for it."""
        if self.cluster_port is not None:
            return self.cluster_port, remote_options(self.cluster_port)
        pushed = {} if self.metrics_url is None else embedded_push_options(self.metrics_url)
        (port,) = free_ports(1)
        return port, rest_options(port) | pushed


@dataclass(frozen=True)
class _Heard:
    """What is heard of a local run, and what ends it; see `run_local`."""

    on_progress: ProgressListener | None
    stop: Event
    on_start: Callable[[str], None] | None

    def of_history(self) -> "_Heard":
        """The same for the job that reads the history."""
        show = self.on_progress
        if show is None:
            return self
        return replace(self, on_progress=lambda seen: show(of_history(seen)))


def _read_history(
    job: Job[SettingsT, SummaryT], settings: SettingsT, place: _Place, heard: _Heard
) -> JobEnd:
    """Read the history to its end, and stop with a savepoint."""
    prepared = job.prepare(settings.for_history(), place.state_dir)
    stop_at = StopAt(ReadAndCounted(), flink_path(place.state_dir / "savepoints"))
    job = replace(job, watched=watched_history(job.watched))
    end = _to_its_end(job, prepared, place, heard.of_history(), stop_at=stop_at)
    if isinstance(prepared.sink_uri, LocalPath):
        results.join(prepared.sink_uri.path, job.outputs)
    return end


def _to_its_end(  # noqa: PLR0913 - what a run is made of
    job: Job[SettingsT, SummaryT],
    prepared: SettingsT,
    place: _Place,
    heard: _Heard,
    *,
    savepoint: str | None = None,
    stop_at: StopAt | None = None,
) -> JobEnd:
    """Run a job whose inputs are prepared, from a savepoint if there is one."""
    port, options = place.rest()
    rest_url = f"http://{LOCALHOST}:{port}"
    with NotedSignals() as signals:
        client = _started(job, prepared, place.state_dir, options | _restored_from(savepoint))
        if heard.on_start is not None:
            heard.on_start(rest_url)
        watch = Watch(rest_url, job.watched, heard.on_progress, heard.stop, signals, stop_at)
        return watch.follow(client)


def _restored_from(savepoint: str | None) -> dict[str, str]:
    """Flink's options for a job that goes on from the savepoint of its history.

    What only the history has, its source above all, is left behind.
    """
    if savepoint is None:
        return {}
    return {
        "execution.state-recovery.path": savepoint,
        "execution.state-recovery.ignore-unclaimed-state": "true",
    }


def _started(
    job: Job[SettingsT, SummaryT],
    settings: SettingsT,
    state_dir: Path,
    options: Mapping[str, str],
) -> JobClient:
    """The job, started with further `options`.

    Raises:
        JobFailedError: Flink does not take it.
    """
    with no_collection():
        env, tables = create_environment(settings, state_dir, options)
        try:
            job.build(env, tables, settings)
            return env.execute_async(settings.job_name)
        except Py4JError as error:
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
    if settings.is_history:
        settings = settings.for_history()
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


@contextmanager
def _sinks_held(
    job: Job[SettingsT, SummaryT],
    settings: SettingsT,
    *,
    overwrite: bool,
) -> Iterator[None]:
    inputs = [at.path for at in settings.inputs.values() if isinstance(at, LocalPath)]
    with ExitStack() as folders:
        for sink in (settings.sink_uri, settings.sink_history):
            if isinstance(sink, LocalPath):
                folders.enter_context(
                    result_folder.ready(sink.path, job.outputs, inputs, overwrite=overwrite)
                )
        yield


def keep_pyflink_quiet() -> None:
    """Keep off the user's terminal what says nothing to a user.

    That is a deprecation warning of Beam's, here and in every worker, and what Py4J logs of a JVM
    that is gone, a stack a call: it raises the same.
    """
    for name in (None, "py4j.java_gateway"):  # It logs as the root logger, too.
        logging.getLogger(name).addFilter(_is_not_of_py4j)
    if not sys.warnoptions:
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        warnings.filterwarnings("ignore", module="apache_beam")


def _is_not_of_py4j(record: logging.LogRecord) -> bool:
    return record.module != "java_gateway"
