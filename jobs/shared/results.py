"""Result files: one file an output, made of the parts that a job has committed."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jobs.shared.result_folder import PARTS, result_files

_COPY_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run has written so far.

    Attributes:
        lines: committed lines by output.
        open_bytes: bytes by output that no checkpoint has committed; they are not results.
    """

    lines: dict[str, int]
    open_bytes: dict[str, int]


def parts_in(folder: Path, outputs: Iterable[str]) -> Parts:
    """The parts in the folder of a file sink whose run goes on, or did not finish."""
    places = {output: folder / PARTS / output for output in outputs}
    return Parts(
        lines={output: sum(map(_lines, _committed(at))) for output, at in places.items()},
        open_bytes={output: _open_bytes(at) for output, at in places.items()},
    )


def join(folder: Path, outputs: Iterable[str]) -> None:
    """Join the parts of a finished run to ``OUTPUT.jsonl``, in the order written, and remove them.

    Every output has a file, even an empty one.
    """
    for output, path in result_files(folder, outputs).items():
        _write(_committed(folder / PARTS / output), path)
    shutil.rmtree(folder / PARTS, ignore_errors=True)


def collect(folder: Path, outputs: Sequence[str]) -> Parts:
    """Join what is committed so far, and leave the parts for a job to go on with.

    An output of which nothing is committed gets no file while there is more of it to come.
    """
    parts = parts_in(folder, outputs)
    for output, path in result_files(folder, outputs).items():
        if parts.lines[output] or not parts.open_bytes[output]:
            _write(_committed(folder / PARTS / output), path)
    return parts


def _write(parts: Iterable[Path], path: Path) -> None:
    """Join `parts` to a file, which is there whole or not at all."""
    beside = path.with_name(f".{path.name}.joining")
    with beside.open("wb") as joined:
        for part in parts:
            with part.open("rb") as content:
                shutil.copyfileobj(content, joined, _COPY_BYTES)
    beside.replace(path)


def _committed(folder: Path) -> list[Path]:
    """Part files ``BUCKET/part-WRITER-NUMBER``; one still being written starts with a dot.

    A job that goes on after a failure may write as a new writer, whose name is random: writers
    come in the order in which they began.
    """
    parts = [path for path in folder.glob("*/part-*") if path.is_file()]
    began_ns: dict[str, int] = {}
    for part in parts:
        writer, _ = _written_by(part)
        written_ns = part.stat().st_mtime_ns
        began_ns[writer] = min(written_ns, began_ns.get(writer, written_ns))

    def place(part: Path) -> tuple[str, int, str, int]:
        writer, number = _written_by(part)
        return part.parent.name, began_ns[writer], writer, number

    return sorted(parts, key=place)


def _written_by(part: Path) -> tuple[str, int]:
    """The writer of a part, and the part's number among its own."""
    writer, _, number = part.name.rpartition("-")
    return writer, int(number)


def _open_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*/.part-*") if path.is_file())


def _lines(part: Path) -> int:
    with part.open("rb") as content:
        return sum(block.count(b"\n") for block in iter(lambda: content.read(_COPY_BYTES), b""))
