"""`revstream probe`: what a place has of all that the job needs, before the first job."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import click
import msgspec

from cli.options.stack_options import STACK_FOLDER
from events.shared.probe_report import Finding, ProbeReport
from infra.aws_access import AccountError
from infra.stack_file import read_stack_file
from release.errors import CloudRefused, CloudUnavailable

_FAULTY_EXIT: Final = 1


@click.command()
@click.option("--local", is_flag=True, help="Probe this machine, in an embedded Flink.")
@click.option("--stack", help="Read what the probe of this stack, Pulumi.STACK.yaml, has logged.")
@STACK_FOLDER
@click.option(
    "--region", help="With --local: look at credentials and endpoints of this AWS region."
)
@click.option(
    "--execution-mode",
    type=click.Choice(("thread", "process")),
    default="thread",
    show_default=True,
    help="With --local: how Flink runs Python.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    local: bool,
    stack: str | None,
    folder: Path,
    region: str | None,
    execution_mode: str,
    as_json: bool,
) -> None:
    """Say what the program and a worker find: C library, Python, memory, libraries, endpoints.

    On AWS the probe is an application of its own: set `probe: {enabled: true}` in the stack's file,
    `pulumi up`, then ask here. Exit code 1 if anything is missing, 2 if there is no report.

    \b
    Examples:
      revstream probe --local
      revstream probe --local --region eu-central-1 --execution-mode process
      revstream probe --stack dev
    """
    if local == (stack is not None):
        raise click.UsageError("one of --local and --stack is expected")
    reports = _here(region, execution_mode) if stack is None else _logged(folder, stack)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(reports)))
    else:
        click.echo("\n\n".join(map(_text, reports)))
    missing = {"program", "worker"} - {report.side for report in reports}
    for side in sorted(missing):
        click.echo(f"no report of the {side}: the log says why the job did not start", err=True)
    if missing or any(finding.fault for report in reports for finding in report.findings):
        sys.exit(_FAULTY_EXIT)


def _here(region: str | None, execution_mode: str) -> list[ProbeReport]:
    # Flink alone takes a second to import, and is not there where stacks are looked after.
    settings = import_module("jobs.shared.probe.settings").load_probe_settings(
        {
            "probe": {"execution_mode": execution_mode}
            | ({} if region is None else {"region": region})
        }
    )
    reports: list[ProbeReport] = import_module("jobs.shared.probe.program").probe_locally(
        settings, import_module("udfs.fraud.probed").own_checks
    )
    return reports


def _logged(folder: Path, stack: str) -> list[ProbeReport]:
    config = read_stack_file(folder, stack)
    log_group = f"/revstream/{config.environment}/probe"
    log = import_module("release.aws.probe_log")
    try:
        reports: list[ProbeReport] = log.newest_reports(log.connect(config), log_group)
    except (AccountError, CloudRefused, CloudUnavailable) as error:
        raise RuntimeError(f"{log_group}: cannot be read: {error}") from None
    if not reports:
        raise RuntimeError(
            f"{log_group}: no report of a probe in {config.region}: has the stack"
            " probe: {enabled: true}, and was it brought up?"
        )
    return reports


def _text(report: ProbeReport) -> str:
    width = max(len(finding.name) for finding in report.findings)
    lines = [
        f"  {finding.name:<{width}}  {finding.value if finding.fault is None else _fault(finding)}"
        for finding in report.findings
    ]
    return "\n".join([report.side, *lines])


def _fault(finding: Finding) -> str:
    return f"FAULT {finding.fault}"
