"""The Flink environment: what code may set everywhere, and what only a local run sets.

Managed Flink refuses parallelism, checkpointing, state backend and buffer timeout set in code;
they are set here for a local MiniCluster alone.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pyflink.common import Configuration
from pyflink.datastream import StreamExecutionEnvironment
from pyflink.java_gateway import get_gateway
from pyflink.table import StreamTableEnvironment

from jobs.shared.locations import flink_path
from jobs.shared.settings import JobSettings
from machine.ports import LOCALHOST

CONNECTOR_JAR_VARIABLE: Final = "REVSTREAM_CONNECTOR_JAR"
_REMOTE: Final = "remote"


def portable_configuration(settings: JobSettings) -> dict[str, str]:
    """Options that every Flink takes from code, Managed Flink included."""
    return {
        "python.execution-mode": settings.job_execution_mode,
        "pipeline.max-parallelism": str(settings.job_max_parallelism),
        # 0: a watermark after every record that advances it, so that which payment is late
        # depends on the records alone, never on the time between two of them.
        "pipeline.auto-watermark-interval": "0 ms",
        # No operator of ours keeps or changes what it was given, so nothing need be copied
        # between chained ones: decisions and feature updates are kilobytes.
        "pipeline.object-reuse": "true",
        "pipeline.name": settings.job_name,
    }


def local_configuration(settings: JobSettings, state_dir: Path) -> dict[str, str]:
    """Options that a cluster sets for itself, for the embedded MiniCluster."""
    return {
        "parallelism.default": str(settings.job_parallelism),
        "state.backend.type": "rocksdb",
        "execution.checkpointing.interval": f"{settings.job_checkpoint_interval_ms} ms",
        "execution.checkpointing.incremental": "true",
        "execution.checkpointing.dir": flink_path(state_dir / "checkpoints"),
        "execution.checkpointing.savepoint-dir": flink_path(state_dir / "savepoints"),
        "execution.buffer-timeout.interval": "2 ms",
        # Every port that a MiniCluster opens, for blobs, metrics and shuffles.
        "jobmanager.bind-host": LOCALHOST,
        "jobmanager.rpc.address": LOCALHOST,
        "taskmanager.bind-host": LOCALHOST,
        "taskmanager.host": LOCALHOST,
        "web.upload.dir": str(state_dir / "web"),
        "taskmanager.memory.managed.size": "512 mb",
        "taskmanager.memory.network.max": "128 mb",
        # How often the figures of the REST interface, and so the shown progress, are renewed.
        "metrics.fetcher.update-interval": "500 ms",
        "restart-strategy.type": "fixed-delay",
        "restart-strategy.fixed-delay.attempts": "3",
        "restart-strategy.fixed-delay.delay": "1 s",
        # Process mode alone: smaller bundles, or each stage would hold records for a second.
        "python.fn-execution.bundle.time": "20",
        "python.executable": sys.executable,
        "python.client.executable": sys.executable,
    }


def rest_options(port: int) -> dict[str, str]:
    """A local run's web page: seen from this machine alone, and nothing can be done by it."""
    return {
        "rest.address": LOCALHOST,
        "rest.bind-address": LOCALHOST,
        "rest.port": str(port),
        "rest.bind-port": str(port),
        "web.submit.enable": "false",
        "web.cancel.enable": "false",
        "web.rescale.enable": "false",
    }


def remote_options(port: int) -> dict[str, str]:
    """Options of a client of the cluster on this machine whose REST interface is at `port`."""
    return {"execution.target": _REMOTE, "rest.address": LOCALHOST, "rest.port": str(port)}


def create_environment(
    settings: JobSettings, local_state_dir: Path | None, extra: Mapping[str, str] | None = None
) -> tuple[StreamExecutionEnvironment, StreamTableEnvironment]:
    """The environments of a job.

    Args:
        settings: the job's settings.
        local_state_dir: folder for checkpoints of a local run; None on a cluster, which has its
            own configuration.
        extra: further options, for a local run or a test.
    """
    options = portable_configuration(settings)
    if local_state_dir is not None:
        options |= local_configuration(settings, local_state_dir)
        jar = connector_jar()
        if jar is not None:
            # A list of URLs: unlike a path, it is decoded.
            options["pipeline.jars"] = jar.as_uri()
    options |= extra or {}
    configuration = Configuration()
    for key, value in options.items():
        configuration.set_string(key, value)
    env = _environment(configuration)
    tables = StreamTableEnvironment.create(env)
    tables.get_config().set("table.exec.source.idle-timeout", f"{settings.time_idle_timeout_ms} ms")
    tables.get_config().set("table.exec.uid.generation", "ALWAYS")
    return env, tables


def _environment(configuration: Configuration) -> StreamExecutionEnvironment:
    """The environment that runs the job in Flink's own client, in a MiniCluster or remotely."""
    if configuration.get_string("execution.target", "") != _REMOTE:
        return StreamExecutionEnvironment.get_execution_environment(configuration)
    # That makes a MiniCluster wherever no `flink run` is under way, whatever the target.
    streaming = get_gateway().jvm.org.apache.flink.streaming.api.environment
    j_env = streaming.StreamExecutionEnvironment(configuration._j_configuration)  # noqa: SLF001 - no Python API
    return StreamExecutionEnvironment(j_env)


def connector_jar() -> Path | None:
    """The jar of Flink connectors for a local run, None where it has not been built."""
    named = os.environ.get(CONNECTOR_JAR_VARIABLE)
    built = Path(__file__).parents[2] / "connectors" / "target" / "revstream-connectors.jar"
    path = built if named is None else Path(named)
    return path.resolve() if path.exists() else None
