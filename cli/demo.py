"""`revstream demo`: what each system does with simulated records, on this machine."""

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from time import time_ns
from typing import Final

import click
import msgspec
from rich.console import Console

from cli.options.path_types import OUTPUT_FOLDER
from demo.both import run_both
from demo.fraud.file_demo import run_demo
from demo.fraud.place import Place
from demo.fraud.plan import file_plan, kinesis_plan, live_plan
from demo.recommendations.plan import live_shop_plan, shop_plan
from demo.recommendations.shop_demo import run_shop_demo
from demo.recommendations.workplace import ShopWorkplace
from demo.shared.checks import DemoSummary
from demo.shared.workplace import Workplace
from jobs.shared.job_watch import JobFailedError
from udfs.fraud.loading import DEFAULT

_WIDTH: Final = 110
_FILES: Final = ("--definitions", "--rules")
_OPTIONS: Final = {
    "fraud": ("--kinesis", "--model", *_FILES),
    "recommendations": ("--ranker", *_FILES),
    "both": (),
    "live": ("--model", *_FILES),
}
"""Options by system."""


@click.command()
@click.argument("system", type=click.Choice(tuple(_OPTIONS)), default="fraud")
@click.option("--kinesis", is_flag=True, help="Through a local Kinesis server; fraud only.")
@click.option(
    "--output",
    type=OUTPUT_FOLDER,
    help="Folder of the results; out/demo, out/demo-SYSTEM or out/demo-kinesis unless given.",
)
@click.option(
    "--definitions",
    default="default",
    metavar="FILE",
    help="Definition file; the shipped one unless given.",
)
@click.option("--rules", default="default", metavar="FILE", help="Rules; likewise.")
@click.option("--model", metavar="FOLDER", help="Model artifact of the fraud system; likewise.")
@click.option(
    "--ranker",
    metavar="FOLDER",
    help="Ranker artifact of the recommendations; default: the shipped one, none: no ranker.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON, nothing else.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    system: str,
    output: Path | None,
    definitions: str,
    rules: str,
    model: str | None,
    ranker: str | None,
    kinesis: bool,
    as_json: bool,
) -> None:
    """Simulate payments or shoppers, run them through the job, and compare with the truth.

    SYSTEM is fraud, which it is unless given, recommendations, or both, which then run at the
    same time with one store. Leaves report.html and summary.json in its folder, beside what the
    job wrote; of both each in a folder of its own.

    live runs both at a rate, for an hour or until Ctrl-C, has some merchants ask for decisions on
    request, and prints a link to the dashboard that shows all of it. It leaves no report. Its
    options are those of the fraud system.

    By a definition file the payments have its own fields: a field mcc is the merchant's category,
    others are random in their limits. They have shared devices where a feature reads the device,
    and other currencies where one reads the currency and the rates are the shipped ones.

    Exits with 1 if the counts do not add up or the store differs from what the job made last, and
    live if the fraud job fails.

    \b
    Examples:
      revstream demo
      revstream demo --json
      revstream demo recommendations
      revstream demo both
      revstream demo live
      revstream demo recommendations --ranker none --json
      revstream demo --kinesis
      revstream demo --definitions own.yaml --rules own-rules.yaml
    """
    given: dict[str, object] = {"--kinesis": kinesis, "--model": model, "--ranker": ranker}
    given["--json"] = as_json and system == "live"
    own = {"--definitions": definitions != DEFAULT, "--rules": rules != DEFAULT}
    _refuse_what_is_not_of(system, given | own)
    terminal = Console(quiet=as_json)
    console = terminal if terminal.is_terminal else Console(quiet=as_json, width=_WIDTH)
    if system == "both":
        place = Workplace(folder=output or Path("out", "demo-both"), console=console)
        summary: DemoSummary = run_both(file_plan(), shop_plan(), place)
    elif system == "recommendations":
        summary = run_shop_demo(
            shop_plan(),
            ShopWorkplace(
                folder=output or Path("out", "demo-recommendations"),
                console=console,
                definitions=definitions,
                rules=rules,
                ranker=ranker,
            ),
        )
    else:
        folders = {"live": "demo-live", "fraud": "demo-kinesis" if kinesis else "demo"}
        fraud = Place(
            folder=output or Path("out", folders[system]),
            console=console,
            model=model or DEFAULT,
            definitions=definitions,
            rules=rules,
        )
        if system == "live":
            _live(fraud)
            return
        summary = _through_kinesis(fraud) if kinesis else run_demo(file_plan(), fraud)
    if as_json:
        click.echo(msgspec.json.encode(summary))
    if not summary.holds:
        wrong = [check.what for check in summary.checks if not check.holds]
        click.echo(f"Error: does not hold: {'; '.join(wrong)}", err=True)
        sys.exit(1)


def _refuse_what_is_not_of(system: str, given: Mapping[str, object]) -> None:
    for option, value in given.items():
        if value and option not in _OPTIONS[system]:
            raise click.UsageError(f"{option}: no option of the demo of {system}")


def _live(place: Place) -> None:
    missing = [name for name in ("jinja2", "litestar", "uvicorn") if find_spec(name) is None]
    if missing:
        raise click.ClickException(f"{', '.join(missing)}: not installed: run `make demo-live`")
    from demo.live import run_live  # noqa: PLC0415 - serves, which only this does

    try:
        run_live(live_plan(), live_shop_plan(time_ns() // 1_000_000), place)
    except JobFailedError as error:
        raise click.ClickException(str(error)) from error


def _through_kinesis(place: Place) -> DemoSummary:
    if find_spec("boto3") is None:
        raise click.ClickException("boto3 is not installed: run `make demo-kinesis`")
    from demo.fraud.kinesis import run_kinesis_demo  # noqa: PLC0415 - needs boto3, which only this does

    return run_kinesis_demo(kinesis_plan(), place)
