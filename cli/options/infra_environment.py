"""The environment with Pulumi, which cannot be installed beside Flink."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[2]
_ENVIRONMENT: Final = ".venv-infra"


def ensure_infra_environment() -> None:
    """Go on in the environment with Pulumi, in place of this process if need be.

    Raises:
        RuntimeError: it is not installed.
    """
    if find_spec("pulumi") is not None:
        return
    command = PROJECT / _ENVIRONMENT / "bin" / "revstream"
    if Path(sys.prefix).name == _ENVIRONMENT or not command.is_file():
        raise RuntimeError("this needs Pulumi, which is not installed: run `make setup-infra`")
    os.execv(command, [str(command), *sys.argv[1:]])  # noqa: S606 - the same arguments again
