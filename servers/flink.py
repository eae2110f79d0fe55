"""A Flink cluster of one machine: a JobManager and TaskManagers, from the apache-flink wheel.

::

    JobManager <--REST-- client
        |
        +-- TaskManager: a JVM, with one Python in it
        +-- TaskManager: a JVM, with one Python in it

All Python operators of a JVM share one interpreter lock, so that a MiniCluster, which is one JVM,
computes on one core whatever its parallelism. Each TaskManager has a lock of its own.
"""

import json
import os
import sysconfig
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

from machine.ports import LOCALHOST, free_ports
from servers.flink_layout import TEMPORARY, lay_out
from servers.leash import Leash, ServerError

_START_TIMEOUT_S: Final = 60.0
_REST_TIMEOUT_S: Final = 5.0
_POLL_S: Final = 0.1


class FlinkCluster:
    """A running cluster; it ends with this process.

    Args:
        folder: for its configuration, its class path, its logs and what it unpacks.
        slots: of each TaskManager.
        options: of Flink, which win over the usual ones.
    """

    def __init__(self, folder: Path, slots: int, options: Mapping[str, str]) -> None:
        self._folder = folder
        self.rest_port, rpc_port = free_ports(2)
        home = Path(sysconfig.get_paths()["purelib"]) / "pyflink"
        self._scripts = home / "bin"
        self._processes: dict[str, Leash] = {}
        every = {**_usual_options(folder, self.rest_port, rpc_port, slots), **options}
        lay_out(folder, home, every)

    @property
    def rest_url(self) -> str:
        """Address of the REST interface."""
        return f"http://{LOCALHOST}:{self.rest_port}"

    def start(self, task_managers: int) -> None:
        """Start it, and wait until all TaskManagers are there.

        Raises:
            ServerError: a process ended, or does not answer in time.
        """
        self._start("jobmanager")
        for number in range(task_managers):
            self._start("taskmanager", number)
        deadline_s = time.monotonic() + _START_TIMEOUT_S
        while self._registered() < task_managers:
            for process in self._processes.values():
                process.check_alive()
            if time.monotonic() > deadline_s:
                raise ServerError(f"Flink did not start within {_START_TIMEOUT_S:.0f} s")
            time.sleep(_POLL_S)

    def stop(self) -> None:
        """End its processes."""
        for process in self._processes.values():
            process.stop()

    def _start(self, script: str, number: int = 0) -> None:
        name = f"{script}-{number}"
        self._processes[name] = Leash(
            [str(self._scripts / f"{script}.sh"), "start-foreground"],
            self._folder / "log" / f"{name}.log",
            # The embedded Python looks for modules in the folder where its JVM was started.
            self._folder,
            {
                **os.environ,
                "FLINK_CONF_DIR": str(self._folder / "conf"),
                "FLINK_LOG_DIR": str(self._folder / "log"),
                "FLINK_LIB_DIR": str(self._folder / "lib"),
            },
        )

    def _registered(self) -> int:
        try:
            with urlopen(f"{self.rest_url}/overview", timeout=_REST_TIMEOUT_S) as answer:  # noqa: S310 - its own
                overview: Any = json.load(answer)
        except (URLError, OSError, ValueError):
            return 0
        return int(overview["taskmanagers"])


@contextmanager
def flink_cluster(
    task_managers: int, slots: int, options: Mapping[str, str]
) -> Iterator[FlinkCluster]:
    """A cluster for as long as the context lasts; see `FlinkCluster`."""
    with TemporaryDirectory(prefix="revstream-flink-") as folder:
        cluster = FlinkCluster(Path(folder), slots, options)
        try:
            cluster.start(task_managers)
            yield cluster
        finally:
            cluster.stop()


def _usual_options(folder: Path, rest_port: int, rpc_port: int, slots: int) -> dict[str, str]:
    return {
        "rest.port": str(rest_port),
        "rest.address": LOCALHOST,
        "rest.bind-address": LOCALHOST,
        "jobmanager.rpc.address": LOCALHOST,
        "jobmanager.rpc.port": str(rpc_port),
        "jobmanager.bind-host": LOCALHOST,
        "jobmanager.memory.process.size": "1 gb",
        "taskmanager.bind-host": LOCALHOST,
        "taskmanager.host": LOCALHOST,
        "taskmanager.numberOfTaskSlots": str(slots),
        "taskmanager.memory.task.heap.size": "512 mb",
        "taskmanager.memory.managed.size": "512 mb",
        "taskmanager.memory.network.max": "128 mb",
        # Subtasks one by one to each TaskManager, not as many as it takes to the first.
        "cluster.evenly-spread-out-slots": "true",
        "web.upload.dir": str(folder / TEMPORARY),
        "web.submit.enable": "false",
        # How often the figures of the REST interface, and so the shown progress, are renewed.
        "metrics.fetcher.update-interval": "500 ms",
        # The next look at metrics waits for the last, and one that a lost TaskManager was to
        # answer lasts this long: ten minutes unless set.
        "web.timeout": "10 s",
    }
