"""Result files: one file an output, made of the parts that a finished job has committed."""

import shutil
from pathlib import Path
from typing import Final

from jobs.sinks import FILE_OUTPUTS, PARTS

_COPY_BYTES: Final = 1 << 20


def prepare(folder: Path) -> None:
    """Remove the results of an earlier run from `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for output in FILE_OUTPUTS:
        (folder / f"{output}.jsonl").unlink(missing_ok=True)
    shutil.rmtree(folder / PARTS, ignore_errors=True)


def collect(folder: Path, *, keep_parts: bool) -> None:
    """Join the committed parts of each output to ``OUTPUT.jsonl``, in the order written.

    Args:
        folder: the folder of a file sink.
        keep_parts: leave the parts; a job that is to go on from a savepoint needs them.
    """
    for output in FILE_OUTPUTS:
        with (folder / f"{output}.jsonl").open("wb") as joined:
            for part in _committed(folder / PARTS / output):
                with part.open("rb") as content:
                    shutil.copyfileobj(content, joined, _COPY_BYTES)
    if not keep_parts:
        shutil.rmtree(folder / PARTS, ignore_errors=True)


def _committed(folder: Path) -> list[Path]:
    """Part files ``BUCKET/part-WRITER-NUMBER``; one still being written starts with a dot."""
    parts = [path for path in folder.glob("*/part-*") if path.is_file()]
    return sorted(parts, key=_place)


def _place(part: Path) -> tuple[str, str, int]:
    writer, _, number = part.name.rpartition("-")
    return part.parent.name, writer, int(number)
