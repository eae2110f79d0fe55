"""`revstream serve` as processes of their own, over one store."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from urllib.error import URLError
from urllib.request import urlopen

from machine.ports import LOCALHOST, free_ports
from tests.polling import polled

_ROOT = Path(__file__).parent.parent.parent
_PATIENT_S = 60
_PROGRAM = "from cli.main import main; main()"


@contextmanager
def serve_process(*arguments: str) -> Iterator[int]:
    """The port of a process that serves while this is entered; at the end it is killed."""
    (port,) = free_ports(1)
    started = Popen(
        [sys.executable, "-c", _PROGRAM, "serve", "--port", str(port), *arguments],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stderr=DEVNULL,
    )
    try:
        polled(lambda: _answers(port), _PATIENT_S, lambda: "the process does not serve", 0.05)
        yield port
    finally:
        started.kill()
        started.wait(_PATIENT_S)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{LOCALHOST}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False
