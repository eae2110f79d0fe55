"""Checks before a job starts, each a clear line instead of an endless restart later."""

import json
import os
import re
import sysconfig
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

from jobs.shared.environment import connector_jar
from jobs.shared.locations import LocalPath
from jobs.shared.memory_check import check_machine, check_task_managers
from jobs.shared.settings import JobSettings
from machine.java import find_java_home
from udfs.shared.container_memory import memory_limit_bytes

_LAST_JAVA_WITHOUT_THE_TRAP: Final = 11
_REST_TIMEOUT_S: Final = 5.0


class PreflightError(RuntimeError):
    """The job would not run here; the message says what to change."""


def prepare_jvm() -> None:
    """Choose the Java, and let its embedded Python find what this one finds.

    Raises:
        NoJavaError: there is no Java that Flink runs on.
    """
    os.environ["JAVA_HOME"] = str(find_java_home())
    # Else PyFlink opens a port on every network, by which anyone can start Python code here.
    os.environ["_python_worker_execution_mode"] = "process"  # noqa: SIM112 - PyFlink's name
    _prepare_python_path()


def _prepare_python_path() -> None:
    """Let the embedded interpreter find this environment's packages and this project.

    Thread mode starts Python inside the JVM, which reads PYTHONPATH once, when the JVM starts.
    """
    project = str(Path(__file__).resolve().parents[2])
    packages = sysconfig.get_paths()["purelib"]
    present = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    wanted = [path for path in (project, packages) if path not in present]
    os.environ["PYTHONPATH"] = os.pathsep.join([*wanted, *present])


def check_local(settings: JobSettings) -> None:
    """Raise `PreflightError` where a local run cannot work, another where memory is short."""
    check_machine(settings, memory_limit_bytes())
    if settings.job_execution_mode == "thread" and find_spec("pemja") is None:
        raise PreflightError(
            "thread mode needs pemja, which apache-flink brings on Linux and macOS:"
            " set job.execution_mode=process"
        )
    if settings.uses_kinesis and connector_jar() is None:
        raise PreflightError("the Kinesis connector jar is not built: run `make jar`")
    for name, location in settings.inputs.items():
        if isinstance(location, LocalPath) and not location.path.is_file():
            raise PreflightError(f"{name}: no such file: {location.path}")


def check_readable_on_a_cluster(settings: JobSettings) -> None:
    """Raise `PreflightError` for an input that only a local run turns into what a job reads."""
    if faults := settings.faults_on_a_cluster:
        raise PreflightError("\n".join(faults))


def check_cluster(settings: JobSettings, rest_url: str) -> None:
    """Raise `PreflightError` where thread mode would fail at the cluster's second job.

    On Java later than 11 a native library stays with the class loader of the first job that
    loaded it; every later job, and every restart, of the same TaskManager then fails for ever,
    unless flink-python is on the cluster's own class path.
    """
    check_task_managers(settings, _get(f"{rest_url}/taskmanagers")["taskmanagers"])
    if settings.job_execution_mode != "thread":
        return
    environment = _get(f"{rest_url}/jobmanager/environment")
    version = _java_version(environment)
    if version <= _LAST_JAVA_WITHOUT_THE_TRAP or _has_flink_python(environment):
        return
    raise PreflightError(
        f"the cluster runs Java {version} without flink-python on its own class path: in thread"
        " mode every restart would fail (NoSuchFieldException: loadedLibraryNames). Copy"
        " opt/flink-python-*.jar to lib/ and restart the cluster, run it on Java 11, or set"
        " job.execution_mode=process"
    )


def running_under_flink(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether `flink run` started this program, rather than a plain Python interpreter."""
    return "PYFLINK_GATEWAY_PORT" in environ


def _get(url: str) -> Any:  # noqa: ANN401 - a JSON document
    try:
        with urlopen(url, timeout=_REST_TIMEOUT_S) as response:  # noqa: S310 - the cluster's own
            return json.load(response)
    except (URLError, ValueError, OSError) as error:
        raise PreflightError(f"the cluster does not answer at {url}: {error}") from None


def _java_version(environment: Any) -> int:  # noqa: ANN401
    """Major version of the JobManager's Java: 17 of ``OpenJDK ... VM - Debian - 17/17.0.15+6``."""
    described = str(environment["jvm"]["version"])
    found = re.search(r" - (?:1\.)?(\d+)/", described)
    if found is None:
        raise PreflightError(f"the cluster's Java is of no known version: {described}")
    return int(found[1])


def _has_flink_python(environment: Any) -> bool:  # noqa: ANN401
    return any("flink-python" in entry for entry in environment.get("classpath", ()))
