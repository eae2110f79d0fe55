"""`revstream demo`: simulated payments through the fraud job on this machine."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click
import msgspec
from rich.console import Console

from cli.path_types import OUTPUT_FOLDER
from demo.fraud.file_demo import run_demo
from demo.fraud.place import Place
from demo.fraud.plan import file_plan, kinesis_plan
from demo.fraud.summary import Summary

_WIDTH: Final = 110


@click.command()
@click.option("--kinesis", is_flag=True, help="In and out through a local Kinesis server.")
@click.option(
    "--output",
    type=OUTPUT_FOLDER,
    help="Folder of the results; out/demo or out/demo-kinesis unless given.",
)
@click.option(
    "--definitions",
    default="default",
    metavar="FILE",
    help="Definition file; the shipped one unless given.",
)
@click.option("--rules", default="default", metavar="FILE", help="Rules; likewise.")
@click.option("--model", default="default", help="Model artifact; the shipped one unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON, nothing else.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    output: Path | None,
    definitions: str,
    rules: str,
    model: str,
    kinesis: bool,
    as_json: bool,
) -> None:
    """Simulate payments, decide them, and compare with the truth.

    Leaves report.html, report.png and summary.json in its folder, beside what the job wrote.

    By a definition file the payments have its own fields: a field mcc is the merchant's category,
    others are random in their limits. They have shared devices where a feature reads the device,
    and other currencies where one reads the currency and the rates are the shipped ones.

    Exits with 1 if the counts do not add up or the store differs from the decisions.

    \b
    Examples:
      revstream demo
      revstream demo --json
      revstream demo --kinesis
      revstream demo --definitions own.yaml --rules own-rules.yaml
    """
    folder = output or Path("out", "demo-kinesis" if kinesis else "demo")
    terminal = Console(quiet=as_json)
    console = terminal if terminal.is_terminal else Console(quiet=as_json, width=_WIDTH)
    place = Place(folder=folder, console=console, model=model, definitions=definitions, rules=rules)
    summary = _through_kinesis(place) if kinesis else run_demo(file_plan(), place)
    if as_json:
        click.echo(msgspec.json.encode(summary))
    if not summary.holds:
        wrong = [check.what for check in summary.checks if not check.holds]
        click.echo(f"Error: does not hold: {'; '.join(wrong)}", err=True)
        sys.exit(1)


def _through_kinesis(place: Place) -> Summary:
    if find_spec("boto3") is None:
        raise click.ClickException("boto3 is not installed: run `make demo-kinesis`")
    from demo.fraud.kinesis import run_kinesis_demo  # noqa: PLC0415 - needs boto3, which only this does

    return run_kinesis_demo(kinesis_plan(), place)
