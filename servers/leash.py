"""A child process that cannot outlive this one.

    this process --pipe--> watcher --(pipe closes: kill -9)--> process group: watcher and server

The pipe closes when this process ends in any way, `kill -9` included.
"""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

# The server takes the shell's place, so that its own end can be seen.
_WATCHED: Final = 'exec 3<&0; (read -r _ <&3; kill -KILL 0) & exec "$@" </dev/null 3<&-'
_LOG_TAIL_CHARS: Final = 2_000


class ServerError(RuntimeError):
    """A server did not start or ended on its own."""


class Leash:
    """A running child process in a process group of its own.

    Args:
        command: the program and its arguments.
        log_path: file that its output is appended to.
        folder: the folder it runs in.
        environ: its environment.
    """

    def __init__(
        self, command: Sequence[str], log_path: Path, folder: Path, environ: Mapping[str, str]
    ) -> None:
        self._log_path = log_path
        with log_path.open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _WATCHED, "leash", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=dict(environ),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id of the child, which is also that of its process group."""
        return self._process.pid

    def check_alive(self) -> None:
        """Raise ServerError with the end of its log if the child has ended."""
        code = self._process.poll()
        if code is not None:
            raise ServerError(f"{self._log_path.stem} ended with code {code}:\n{self.log_tail()}")

    def log_tail(self) -> str:
        """The last part of what the child wrote."""
        return self._log_path.read_text(errors="replace")[-_LOG_TAIL_CHARS:]

    def stop(self, grace_s: float = 5.0) -> None:
        """Ask the child to end, then kill what is left of its group."""
        if self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(grace_s)
        self.kill()

    def kill(self) -> None:
        """Kill the whole group and wait until it is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def pause(self) -> None:
        """Stop the child in its tracks: it holds its port and answers nothing."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused child go on."""
        os.kill(self._process.pid, signal.SIGCONT)
