"""A standalone Flink cluster from the apache-flink wheel: a JobManager and TaskManagers to kill."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from machine.ports import free_ports
from servers.flink_layout import TEMPORARY, lay_out
from tests.cluster.flink_layout import (
    PROJECT_PYTHON,
    FlinkPython,
    flink_environ,
)
from tests.polling import polled

_START_TIMEOUT_S = 120.0
_ENDED = ("CANCELED", "FAILED", "FINISHED")


@dataclass
class FlinkCluster:
    """A running cluster.

    Attributes:
        folder: where its configuration and logs are.
        rest_port: of the JobManager.
        task_managers: the processes, to be killed by tests.
        python: what Python it runs.
    """

    folder: Path
    rest_port: int
    job_manager: subprocess.Popen[bytes] | None = None
    task_managers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    python: FlinkPython = PROJECT_PYTHON

    @property
    def rest_url(self) -> str:
        """Address of the REST interface."""
        return f"http://127.0.0.1:{self.rest_port}"

    @property
    def living(self) -> int:
        """How many TaskManagers have not been killed."""
        return sum(one.poll() is None for one in self.task_managers)

    def get(self, path: str) -> Any:  # noqa: ANN401 - a JSON document
        """The answer of the REST interface to `path`."""
        with urlopen(f"{self.rest_url}{path}", timeout=10) as response:
            return json.load(response)

    def cancel(self, job_id: str) -> None:
        """Cancel a job."""
        request = Request(f"{self.rest_url}/jobs/{job_id}?mode=cancel", method="PATCH")
        with urlopen(request, timeout=10):
            pass

    def program_arguments(self, properties: Sequence[str]) -> tuple[str, ...]:
        """The arguments of the program for `properties`, with a check of this cluster."""
        sets = [part for entry in properties for part in ("--set", entry)]
        return ("--rest-url", self.rest_url, *sets)

    def has_failed(self, job_id: str) -> bool:
        """Whether a job failed on its way, whatever became of it."""
        history = self.get(f"/jobs/{job_id}/exceptions")["exceptionHistory"]
        return bool(history["entries"])

    def unfinished_jobs(self) -> list[str]:
        """Ids of the jobs that run or will run."""
        jobs = self.get("/jobs/overview")["jobs"]
        return [job["jid"] for job in jobs if job["state"] not in _ENDED]

    def renew(self, task_managers: int) -> None:
        """Cancel what a failed test left running, and start what it killed."""
        for job_id in self.unfinished_jobs():
            self.cancel(job_id)
        for _ in range(task_managers - self.living):
            self.start_task_manager()
        polled(lambda: not self.unfinished_jobs(), _START_TIMEOUT_S, lambda: "a job goes on")
        self.wait_for_task_managers(task_managers)

    def stop_with_savepoint(self, job_id: str) -> str:
        """Stop a job with a savepoint and return where that is."""
        body = json.dumps({"targetDirectory": (self.folder / "savepoints").as_uri()}).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self.rest_url}/jobs/{job_id}/stop", data=body, headers=headers)
        with urlopen(request, timeout=10) as response:
            trigger = json.load(response)["request-id"]

        def operation() -> Any:  # noqa: ANN401 - a JSON document
            answer = self.get(f"/jobs/{job_id}/savepoints/{trigger}")
            return answer["status"]["id"] == "COMPLETED" and answer["operation"]

        done = polled(operation, _START_TIMEOUT_S, lambda: "the savepoint did not complete")
        return str(done["location"])

    def submit(
        self,
        program: Path,
        *arguments: str,
        savepoint: str | None = None,
        leave_unclaimed: bool = False,
        parallelism: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """`flink run -py program`, attached, from a savepoint of which it may leave something."""
        flink = str(self.python.flink_home / "bin" / "flink")
        executable = str(self.python.executable)
        command = [flink, "run", "-m", f"127.0.0.1:{self.rest_port}"]
        command += ["-pyclientexec", executable, "-pyexec", executable]
        if parallelism is not None:
            command += ["-p", str(parallelism)]
        if savepoint is not None:
            command += ["-s", savepoint]
        if leave_unclaimed:
            command.append("--allowNonRestoredState")
        return self._start("client", *command, "-py", program, *arguments)

    def run(self, program: Path, *arguments: str, timeout_s: float) -> int:
        """As `submit`, to the end; returns the exit code."""
        return self.submit(program, *arguments).wait(timeout_s)

    def log(self, name: str) -> str:
        """What a process has said so far."""
        return (self.folder / "log" / f"{name}.out").read_text(errors="replace")

    def start_task_manager(self, within: Sequence[str] = ()) -> None:
        """Add a TaskManager; `within` begins its command line."""
        script = self.python.flink_home / "bin" / "taskmanager.sh"
        name = f"taskmanager-{len(self.task_managers)}"
        self.task_managers.append(self._start(name, *within, script, "start-foreground"))

    def kill_task_manager(self) -> None:
        """Kill one that runs with -9; other tests of the session may have killed some before."""
        running = next(one for one in self.task_managers if one.poll() is None)
        running.kill()
        running.wait(30)

    def replace_task_manager(self) -> None:
        """Kill one with -9, and start another once it is missed.

        Until then tasks are still sent to the dead one, and each failure cancels what starts on
        the others: one whose first Python is interrupted at its start can run no Python any more.
        """
        self.kill_task_manager()
        self.wait_for_task_managers(self.living)
        self.start_task_manager()

    def start_job_manager(self) -> None:
        """Start the JobManager."""
        script = self.python.flink_home / "bin" / "jobmanager.sh"
        self.job_manager = self._start("jobmanager", script, "start-foreground")

    def stop(self) -> None:
        """Kill what is left, and remove what those killed could not."""
        processes = [*self.task_managers, *([self.job_manager] if self.job_manager else [])]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait(30)
        # Python workers of the killed may still be about to end.
        shutil.rmtree(self.folder / TEMPORARY, ignore_errors=True)

    def wait_for_task_managers(self, count: int) -> None:
        """Wait until `count` TaskManagers have registered."""

        def registered() -> bool:
            try:
                return bool(self.get("/overview")["taskmanagers"] == count)
            except (URLError, OSError):
                return False

        polled(
            registered,
            _START_TIMEOUT_S,
            lambda: f"no {count} TaskManagers: {self.log('jobmanager')[-2000:]}",
        )

    def _start(self, name: str, *command: Path | str) -> subprocess.Popen[bytes]:
        with (self.folder / "log" / f"{name}.out").open("ab") as log:
            return subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=flink_environ(self.folder, self.python),
                # The embedded Python looks for modules in the folder where its JVM was started.
                cwd=self.folder,
            )


@contextmanager
def flink_cluster(
    folder: Path,
    task_managers: int = 2,
    *,
    with_flink_python: bool = True,
    python: FlinkPython = PROJECT_PYTHON,
    options: Mapping[str, str] | None = None,
) -> Iterator[FlinkCluster]:
    """A cluster of one JobManager and `task_managers` TaskManagers of two slots each.

    Args:
        folder: for its configuration, logs and checkpoints.
        task_managers: how many.
        with_flink_python: whether flink-python is on its own class path.
        python: what Python it runs.
        options: of Flink, which win over the usual ones.
    """
    rest_port, rpc_port = free_ports(2)
    every = {
        **_options(folder, rest_port, rpc_port),
        "python.executable": str(python.executable),
        **(options or {}),
    }
    lay_out(folder, python.flink_home, every, with_flink_python=with_flink_python)
    cluster = FlinkCluster(folder, rest_port, python=python)
    try:
        cluster.start_job_manager()
        for _ in range(task_managers):
            cluster.start_task_manager()
        cluster.wait_for_task_managers(task_managers)
        yield cluster
    finally:
        cluster.stop()


def _options(folder: Path, rest_port: int, rpc_port: int) -> dict[str, str]:
    return {
        "jobmanager.rpc.address": "127.0.0.1",
        "jobmanager.rpc.port": str(rpc_port),
        "jobmanager.bind-host": "127.0.0.1",
        "jobmanager.memory.process.size": "1000m",
        "rest.port": str(rest_port),
        "rest.address": "127.0.0.1",
        "taskmanager.bind-host": "127.0.0.1",
        "taskmanager.host": "127.0.0.1",
        "taskmanager.memory.process.size": "1700m",
        "taskmanager.memory.managed.size": "256m",
        "taskmanager.numberOfTaskSlots": "2",
        # A slot in each TaskManager, so that killing one takes half of the job.
        "cluster.evenly-spread-out-slots": "true",
        "parallelism.default": "2",
        "state.backend.type": "rocksdb",
        "execution.checkpointing.interval": "1 s",
        "execution.checkpointing.dir": (folder / "checkpoints").as_uri(),
        "execution.buffer-timeout.interval": "5 ms",
        "restart-strategy.type": "fixed-delay",
        "restart-strategy.fixed-delay.attempts": "10",
        "restart-strategy.fixed-delay.delay": "1 s",
        "heartbeat.timeout": "15000",
        "heartbeat.interval": "1000",
        "metrics.fetcher.update-interval": "500",
        # The next look at metrics waits for the last, and one that a killed TaskManager was to
        # answer lasts this long: ten minutes unless set.
        "web.timeout": "10000",
    }
