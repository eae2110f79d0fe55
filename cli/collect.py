"""`revstream collect`: the result files of a job that has not finished."""

from pathlib import Path

import click

from cli.options.path_types import INPUT_FOLDER
from jobs.fraud import outputs as fraud
from jobs.recommendations import outputs as recommendations
from jobs.shared.result_folder import PARTS, held
from jobs.shared.results import collect


@click.command()
@click.argument("folder", type=INPUT_FOLDER)
def command(folder: Path) -> None:
    """Join the committed parts of a file sink to one file an output.

    A local run does this by itself when it finishes; for one that did not, this does it. Of a job
    on a cluster it can be run at any time: what the job has not committed yet is left out, and
    the parts stay for the job to go on with.

    \b
    Examples:
      revstream collect OUT
    """
    if not (folder / PARTS).is_dir():
        raise click.ClickException(f"{folder}: no parts of a job are in it")
    with held(folder):
        parts = collect(folder, _outputs(folder))
    for output, lines in parts.lines.items():
        left_out = parts.open_bytes[output]
        more = f", and {left_out:,} bytes that are not committed yet" if left_out else ""
        click.echo(f"{folder / output}.jsonl: {lines:,} lines{more}")


def _outputs(folder: Path) -> tuple[str, ...]:
    """The outputs of the job whose parts are in a folder, by the output that it alone has."""
    of_recommendations = set(recommendations.OUTPUTS) - set(fraud.OUTPUTS)
    if any((folder / PARTS / name).exists() for name in of_recommendations):
        return recommendations.OUTPUTS
    return fraud.OUTPUTS
