"""The files of an input: those named, and those of a folder in the order of their names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from datasets.own.notes import Notes

Kind = Literal["csv", "parquet", "json lines"]

_KINDS: Final[dict[str, Kind]] = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".parquet": "parquet",
    ".jsonl": "json lines",
    ".jsonl.gz": "json lines",
    ".json": "json lines",
    ".json.gz": "json lines",
}
_PICKLES: Final = (".pkl", ".pickle", ".pck", ".pcl")


@dataclass(frozen=True, slots=True)
class InputFiles:
    """Files of one kind, in the order in which their rows count."""

    kind: Kind
    paths: tuple[Path, ...]


def input_files(inputs: Sequence[Path], notes: Notes) -> InputFiles:
    """The files that `inputs` name, folders searched through.

    The name of a folder says nothing of what is in it: Spark's ``x.parquet/`` holds part files.

    Raises:
        ValueError: there is none, one is of no known kind, or they are of several kinds.
    """
    paths = [path for given in inputs for path in _files_of(given, notes)]
    kinds: dict[Kind, Path] = {}
    for path in paths:
        kinds.setdefault(_kind_of(path), path)
    if len(kinds) > 1:
        found = ", ".join(f"{kind} ({path})" for kind, path in kinds.items())
        raise ValueError(f"--input: files of one kind expected, got {found}")
    if not kinds:
        raise ValueError("--input: a file or a folder with files expected")
    return InputFiles(next(iter(kinds)), tuple(paths))


def _files_of(given: Path, notes: Notes) -> list[Path]:
    if not given.is_dir():
        return [given]
    inside = sorted(
        path for path in given.rglob("*") if path.is_file() and not _hidden(given, path)
    )
    files = [path for path in inside if _ending(path, (*_KINDS, *_PICKLES)) is not None]
    if not files:
        raise ValueError(f"{given}: no CSV, Parquet or JSON Lines file in this folder")
    if len(inside) > len(files):
        notes.add(f"{given}: {len(inside) - len(files)} files of other kinds are left alone.")
    return files


def _hidden(folder: Path, path: Path) -> bool:
    """Whether it is of those that programs leave beside the data, such as ``_SUCCESS``."""
    return any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)


def _kind_of(path: Path) -> Kind:
    if _ending(path, _PICKLES) is not None:
        raise ValueError(
            f"{path}: a pickle can run any code when it is read, so none is; write the data as"
            " Parquet first, with pandas: read_pickle(FILE).to_parquet(FILE)"
        )
    ending = _ending(path, _KINDS)
    if ending is None:
        raise ValueError(f"{path}: one of {', '.join(_KINDS)} expected")
    return _KINDS[ending]


def _ending(path: Path, endings: Iterable[str]) -> str | None:
    return next((each for each in endings if path.name.lower().endswith(each)), None)
