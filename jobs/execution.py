"""Running the fraud job: locally in a MiniCluster, or as the program of a `flink run`."""

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any, Final

from pyflink.datastream import StreamExecutionEnvironment

from jobs import fraud, preflight, results
from jobs.environment import create_environment
from jobs.labels_file import with_labels_inline
from jobs.parquet import with_json_lines
from jobs.progress import JobProgress, read_progress
from jobs.settings import FraudSettings
from servers.ports import free_ports
from udfs.loading import DeciderLoader

ProgressListener = Callable[[JobProgress], None]

_POLL_S: Final = 0.25


@dataclass(frozen=True)
class _Watch:
    """Who follows a local job, and who may end it."""

    rest_url: str
    on_progress: ProgressListener | None
    stop: Event

    def report(self, job_id: str) -> None:
        if self.on_progress is None:
            return
        progress = read_progress(self.rest_url, job_id)
        if progress is not None:
            self.on_progress(progress)


class JobFailedError(RuntimeError):
    """The job ended otherwise than finished."""


def run_local(
    settings: FraudSettings,
    on_progress: ProgressListener | None = None,
    stop: Event | None = None,
) -> None:
    """Run the job in an embedded MiniCluster until its input ends or it is told to stop.

    Args:
        settings: the job's settings.
        on_progress: called a few times a second with how far the job is.
        stop: cancels the job once set; for an input without end.

    Raises:
        PreflightError: it cannot run on this machine as it is.
        JobFailedError: it failed and its restarts were used up.
    """
    preflight.check_local(settings)
    check_decision_parts(settings)
    preflight.prepare_jvm()
    _keep_pyflink_quiet()
    state_dir = Path(tempfile.mkdtemp(prefix="revstream-state-"))
    try:
        settings = with_labels_inline(with_json_lines(settings, state_dir), state_dir)
        (port,) = free_ports(1)
        env = _environment(settings, state_dir, port)
        client = env.execute_async(settings.job_name)
        watch = _Watch(f"http://127.0.0.1:{port}", on_progress, stop or Event())
        _await(client, watch)
    finally:
        shutil.rmtree(state_dir, ignore_errors=True)
    if settings.sink_uri.startswith("file:"):
        results.collect(Path(settings.sink_uri.removeprefix("file:")), keep_parts=False)


def run_on_cluster(settings: FraudSettings, rest_url: str | None = None) -> None:
    """Submit the job to the Flink that started this program, and wait for its end.

    Result files stay in parts: a job stopped by a savepoint goes on with them later.

    Args:
        settings: the job's settings.
        rest_url: the JobManager's REST address, to check the cluster first; not where the
            platform has none.

    Raises:
        PreflightError: the cluster cannot run it.
    """
    preflight.check_readable_on_a_cluster(settings)
    if rest_url is not None:
        preflight.check_cluster(settings, rest_url)
    check_decision_parts(settings)
    env, tables = create_environment(settings, None)
    fraud.build(env, tables, settings)
    env.execute(settings.job_name)


def check_decision_parts(settings: FraudSettings) -> None:
    """Load rules and model here first, so that their faults show before anything starts."""
    DeciderLoader(settings.decision_rules, settings.decision_model, fraud.job_version())()


def _environment(
    settings: FraudSettings, state_dir: Path, rest_port: int
) -> StreamExecutionEnvironment:
    if settings.sink_uri.startswith("file:"):
        results.prepare(Path(settings.sink_uri.removeprefix("file:")))
    env, tables = create_environment(settings, state_dir, {"rest.port": str(rest_port)})
    fraud.build(env, tables, settings)
    return env


def _await(client: Any, watch: _Watch) -> None:  # noqa: ANN401 - a PyFlink JobClient
    job_id = str(client.get_job_id())
    # Asked for before the end: with its job the MiniCluster goes, and answers nothing more.
    outcome = client.get_job_execution_result()
    stopped = False
    while not outcome.done():
        if watch.stop.is_set() and not stopped:
            client.cancel()
            stopped = True
        watch.report(job_id)
        sleep(_POLL_S)
    if stopped:
        return
    try:
        outcome.result()
    except Exception as error:
        raise JobFailedError(f"the job failed: {_root_cause(error)}") from error


def _root_cause(error: Exception) -> str:
    """First line of the innermost cause of an error that came out of the JVM."""
    cause = getattr(error, "java_exception", None)
    if cause is None:
        return str(error)
    while cause.getCause() is not None:
        cause = cause.getCause()
    return str(cause.toString()).partition("\n")[0]


def _keep_pyflink_quiet() -> None:
    """Keep a deprecation warning of Beam's, here and in every worker, off the user's terminal."""
    if not sys.warnoptions:
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        warnings.filterwarnings("ignore", module="apache_beam")
