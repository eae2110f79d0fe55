"""What a run leaves that did not finish, and how to get at it."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from jobs.shared.result_folder import PARTS
from jobs.shared.results import parts_in

_MIB: Final = 1 << 20


def left_behind(folder: Path, outputs: Iterable[str]) -> list[str]:
    """Where the results of a run are that did not finish, and how to get at them."""
    if not (folder / PARTS).is_dir():
        return [f"nothing was written to {folder}"]
    parts = parts_in(folder, outputs)
    committed = ", ".join(f"{name} {lines:,}" for name, lines in parts.lines.items() if lines)
    if not committed:
        return [f"{folder / PARTS}: no checkpoint has committed any result yet"]
    lines = [
        f"{folder / PARTS}: committed lines: {committed}",
        f"join them to files: revstream collect {shlex.quote(str(folder))}",
    ]
    if left_out := sum(parts.open_bytes.values()):
        lines.append(f"not committed, so not among them: {left_out / _MIB:.1f} MiB")
    return lines
