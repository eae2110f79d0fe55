"""`revstream serve` as a process beside the demo's job."""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demo.shared.own_command import own_command
from machine.ports import free_ports
from servers.leash import Leash, ServerError
from serving.shared.keys.api_key import new_key
from serving.shared.keys.key_file import change_keys

_LINK: Final = re.compile(r"(http://\S+/dashboard/open\?token=\S+)")
_TENANT: Final = "demo"
_START_TIMEOUT_S: Final = 180.0
"""Beside two jobs at their history, a service is slow to begin."""

_POLL_S: Final = 0.1


@dataclass(frozen=True)
class Opened:
    """A service that runs.

    Attributes:
        link: that signs in to the dashboard, once.
        key: that decisions may be asked for with.
    """

    link: str
    key: str

    @property
    def url(self) -> str:
        """Of the service."""
        return self.link.partition("/dashboard/")[0]


class Served:
    """A service with its dashboard.

    Args:
        folder: of the demo: for its log, and for its file of keys.
        settings: of the job, by ``group.key``.

    Attributes:
        settings: the same.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.keys = folder / "keys.json"
        self._log = folder / "serve.log"
        self.settings = settings
        self._leash: Leash | None = None

    @property
    def has_started(self) -> bool:
        """Whether it was started."""
        return self._leash is not None

    def start(self, flink_url: str) -> Opened:
        """Start it.

        Args:
            flink_url: Flink's REST interface.

        Raises:
            ServerError: it ends at once, or does not answer in time.
        """
        key, text = new_key(_TENANT, ("score",), None, time.time_ns() // 1_000_000)
        change_keys(self.keys, lambda _: (key,))
        self._log.unlink(missing_ok=True)
        (port,) = free_ports(1)
        command = [
            str(own_command()),
            "serve",
            f"--keys={self.keys}",
            f"--port={port}",
            f"--flink={flink_url}",
            "--open",
            *(f"--set={name}={value}" for name, value in self.settings.items()),
        ]
        self._leash = Leash(command, self._log, Path.cwd(), os.environ)
        deadline = time.monotonic() + _START_TIMEOUT_S
        while time.monotonic() < deadline:
            found = _LINK.search(self._leash.log_tail())
            if found is not None:
                return Opened(found[1], text)
            self._leash.check_alive()
            time.sleep(_POLL_S)
        raise ServerError(f"serve does not answer after {_START_TIMEOUT_S:.0f} s: {self._log}")

    def stop(self) -> None:
        """End it in good order; nothing if it does not run."""
        if self._leash is not None:
            self._leash.stop()
            self._leash = None


@contextmanager
def serving(folder: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    """A service that may be started, ended afterwards."""
    served = Served(folder, settings)
    try:
        yield served
    finally:
        served.stop()
