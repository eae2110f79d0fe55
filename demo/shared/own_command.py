"""The `revstream` of this installation: to be run, and to be pasted into a terminal."""

import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

_NAME: Final = "revstream"


def own_command() -> Path:
    """The program beside this Python."""
    return Path(sys.executable).with_name(_NAME)


def own_command_as_pasted() -> str:
    """What starts it in the folder that this was started in: its name alone if that is on PATH."""
    own, named, here = own_command(), shutil.which(_NAME), Path.cwd()
    if named is not None and own.exists() and Path(named).samefile(own):
        return _NAME
    return shlex.quote(str(own.relative_to(here) if own.is_relative_to(here) else own))
