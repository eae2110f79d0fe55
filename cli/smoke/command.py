"""`revstream smoke`: whether a running stack decides and recommends, end to end."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import dataclass
from secrets import token_hex
from time import monotonic, sleep, time_ns
from typing import TYPE_CHECKING, Any, Final

import click
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cli.options.stack_options import STACK_FOLDER
from cli.smoke.events import read_list, smoke_events
from cli.smoke.exchange import Clock, Marked, Reading, SmokeOutcome, Streams, send_and_wait
from cli.smoke.payments import read_decision, smoke_payments
from infra.stack_file import read_stack_file
from infra.stream_names import DECISIONS, LISTS, PAYMENTS, RECOMMENDATION_EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mypy_boto3_kinesis import KinesisClient

    from infra.stack_config import StackConfig

_FAILED_EXIT: Final = 1
_MOST: Final = 100


@dataclass(frozen=True)
class _Smoked:
    """How a system is tried.

    Attributes:
        put: stream that takes its events.
        read: stream of what comes of each.
        records: what the events are called.
        results: what comes of them.
        done: the same of those that came.
        make: events of a run, so many, at a time.
        reading: how results are read.
    """

    put: str
    read: str
    records: str
    results: str
    done: str
    make: Callable[[str, int, int], list[Marked]]
    reading: Reading


_SYSTEMS: Final = {
    "fraud": _Smoked(
        PAYMENTS, DECISIONS, "payments", "decisions", "decided", smoke_payments, read_decision
    ),
    "recommendations": _Smoked(
        RECOMMENDATION_EVENTS,
        LISTS,
        "shopping events",
        "lists",
        "recommended",
        smoke_events,
        read_list,
    ),
}


@click.command()
@click.option("--stack", required=True, help="The stack, as in its file Pulumi.STACK.yaml.")
@STACK_FOLDER
@click.option(
    "--system",
    type=click.Choice(list(_SYSTEMS)),
    help="The system to try.  [default: each that the stack has]",
)
@click.option(
    "--payments",
    "--events",
    "count",
    type=click.IntRange(1, _MOST),
    default=5,
    show_default=True,
    help="How many.",
)
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(min=0, min_open=True),
    default=120.0,
    show_default=True,
    help="Seconds to wait for the decisions, or lists.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, a line a system.")
def command(  # noqa: PLR0913 - one argument an option
    *, stack: str, folder: Path, system: str | None, count: int, timeout_s: float, as_json: bool
) -> None:
    """Put marked records on a stack's streams and wait for what comes of them.

    That is decisions of payments, and lists of shopping events. All their ids begin with `smoke-`:
    whoever acts on decisions or shows lists must leave these out. Needs the rights to put on the
    stream of events and to read that of results. Exit code 1 if a result is missing after the
    timeout, or is not that of its record.

    \b
    Examples:
      revstream smoke --stack staging
      revstream smoke --stack staging --system recommendations
      revstream smoke --stack staging --payments 20 --timeout 300 --json
    """
    config = read_stack_file(folder, stack)
    tried = [name for name in _SYSTEMS if config.applications[name].enabled]
    if system is not None and system not in tried:
        raise click.ClickException(f"{system}.enabled: false in stack {stack}: nothing to try")
    client = _kinesis(config)
    passed = True
    with closing(client):
        for name in tried if system is None else [system]:
            outcome = _try(client, config, _SYSTEMS[name], count, timeout_s)
            told = json.dumps(_as_json(name, outcome)) if as_json else None
            click.echo(told or "\n".join(_lines(name, outcome)))
            passed = passed and outcome.passed
    if not passed:
        sys.exit(_FAILED_EXIT)


def _try(
    client: KinesisClient, config: StackConfig, smoked: _Smoked, count: int, timeout_s: float
) -> SmokeOutcome:
    streams = Streams(config.stream_name(smoked.put), config.stream_name(smoked.read))
    click.echo(
        f"{count} {smoked.records} to {streams.put} in {config.region}, {smoked.results} from"
        f" {streams.read}, at most {timeout_s:g} s",
        err=True,
    )
    made = smoked.make(token_hex(6), count, time_ns() // 1_000_000)
    clock = Clock(monotonic, sleep)
    try:
        return send_and_wait(
            client, streams, made, smoked.reading, timeout_s=timeout_s, clock=clock
        )
    except (BotoCoreError, ClientError) as error:
        raise click.ClickException(f"Kinesis: {error}") from None


def _kinesis(config: StackConfig) -> KinesisClient:
    """Kinesis, as the stack's providers see it and in its account."""
    # The help of this command works without boto3, which not every installation has.
    from infra.aws_access import AccountError, open_aws, require_account  # noqa: PLC0415

    try:
        session = open_aws(config.access, config.region)
        require_account(config.access, session)
    except AccountError as error:
        raise click.ClickException(str(error)) from None
    patient = Config(retries={"mode": "standard", "total_max_attempts": 5})
    return session.client("kinesis", config=patient)


def _lines(system: str, outcome: SmokeOutcome) -> Iterator[str]:
    smoked = _SYSTEMS[system]
    for name, answer in outcome.answers.items():
        yield (
            f"{name}: {answer.said},"
            f" {outcome.latency_ms[name]:,.0f} ms from put to read,"
            f" {answer.in_job_us / 1_000:,.1f} ms of them in the job"
        )
    for name in outcome.missing:
        yield f"{name}: no {smoked.results.removesuffix('s')}"
    yield from outcome.faults
    versions = sorted({answer.job_version for answer in outcome.answers.values()})
    by = f" by job version {', '.join(versions)}" if versions else ""
    verdict = "passed" if outcome.passed else "failed"
    yield f"{verdict}: {len(outcome.answers)} of {len(outcome.sent)} {smoked.done}{by}"


def _as_json(system: str, outcome: SmokeOutcome) -> dict[str, Any]:
    return {
        "system": system,
        "passed": outcome.passed,
        "sent": len(outcome.sent),
        "missing": outcome.missing,
        "faults": outcome.faults,
        _SYSTEMS[system].results: [
            {
                **answer.told,
                "latency_ms": round(outcome.latency_ms[name], 1),
                "job_version": answer.job_version,
            }
            for name, answer in outcome.answers.items()
        ],
    }
