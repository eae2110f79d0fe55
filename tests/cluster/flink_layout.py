"""The Flink of the apache-flink wheel as tests run it: which Python, what environment."""

import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from machine.java import find_java_home

ROOT = Path(__file__).resolve().parent.parent.parent
_OF_A_WORKER = ("PYFLINK_GATEWAY_DISABLED", "PYTHON_LOOPBACK_SERVER_ADDRESS")


@dataclass(frozen=True)
class FlinkPython:
    """The Python that a cluster and its client run.

    Attributes:
        executable: the interpreter; apache-flink is installed for it.
        packages: where it is installed.
        project: folder of the project's packages; None where only the job itself brings them.
    """

    executable: Path
    packages: Path
    project: Path | None

    @property
    def flink_home(self) -> Path:
        """The Flink distribution inside the wheel."""
        return self.packages / "pyflink"


PROJECT_PYTHON = FlinkPython(Path(sys.executable), Path(sysconfig.get_paths()["purelib"]), ROOT)


def flink_home() -> Path:
    """The Flink distribution of this environment."""
    return PROJECT_PYTHON.flink_home


def inherited_environ() -> dict[str, str]:
    """This process's environment for a process of a test's own.

    A local job in process mode makes this process a worker, which leaves in its environment that
    it must start no JVM, and where its own server is: a job elsewhere would run in this process.
    """
    return {name: value for name, value in os.environ.items() if name not in _OF_A_WORKER}


def flink_environ(folder: Path, python: FlinkPython = PROJECT_PYTHON) -> dict[str, str]:
    """Environment of Flink's scripts: this Java, that Python, folders of the test's own."""
    modules = [str(place) for place in (python.project, python.packages) if place is not None]
    return {
        **inherited_environ(),
        "JAVA_HOME": str(find_java_home()),
        "PYTHONPATH": os.pathsep.join(modules),
        "PYTHONWARNINGS": "ignore",
        "FLINK_CONF_DIR": str(folder / "conf"),
        "FLINK_LOG_DIR": str(folder / "log"),
        "FLINK_LIB_DIR": str(folder / "lib"),
    }
