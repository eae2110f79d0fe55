"""The result file that a user names, by itself or by the folder that it is in."""

from pathlib import Path

import click

from jobs.fraud.outputs import OUTPUTS
from jobs.shared.result_folder import PARTS, result_files


class PlaceError(ValueError):
    """There is nothing to read or write there; the message names the place."""


def result_file(path: Path, output: str) -> Path:
    """The file of `output` that `path` is, or that is in the folder `path`.

    A folder whose job has not finished may hold a file of what was collected: that is said.

    Args:
        path: a file of any name, or a folder of results.
        output: one of `jobs.fraud.outputs.OUTPUTS`.

    Raises:
        PlaceError: there is none.
    """
    if not path.is_dir():
        if not path.exists():
            raise PlaceError(f"{path}: no such file or folder")
        return path
    file = result_files(path, OUTPUTS)[output]
    unfinished = (path / PARTS).is_dir()
    if not file.exists():
        way_out = f"; run `revstream collect {path}` first" if unfinished else ""
        raise PlaceError(f"{path}: no {file.name} is in it{way_out}")
    if unfinished:
        click.echo(
            f"{path}: the job has not finished; `revstream collect {path}` brings {file.name} up to"
            " date",
            err=True,
        )
    return file
