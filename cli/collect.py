"""`revstream collect`: the result files of a job that ran on a cluster."""

from pathlib import Path

import click

from cli.path_types import INPUT_FOLDER
from jobs.results import collect
from jobs.sinks import PARTS


@click.command()
@click.argument("folder", type=INPUT_FOLDER)
def command(folder: Path) -> None:
    """Join the committed parts of a file sink to one file an output.

    A local run does this by itself. Run it any time: what the job has not committed yet is left
    out, and the parts stay for the job to go on with.

    \b
    Examples:
      revstream collect OUT
    """
    if not (folder / PARTS).is_dir():
        raise click.ClickException(f"{folder}: no parts of a job are in it")
    collect(folder, keep_parts=True)
