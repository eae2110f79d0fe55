"""`revstream smoke`: whether a running stack decides payments, end to end."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from secrets import token_hex
from time import monotonic, sleep, time_ns
from typing import TYPE_CHECKING, Any, Final

import click
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cli.smoke_payments import Clock, SmokeOutcome, Streams, send_and_wait, smoke_payments
from cli.stack_options import STACK_FOLDER
from infra.stack_file import read_stack_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_kinesis import KinesisClient

    from infra.stack_config import StackConfig

_FAILED_EXIT: Final = 1
_MOST: Final = 100


@click.command()
@click.option("--stack", required=True, help="The stack, as in its file Pulumi.STACK.yaml.")
@STACK_FOLDER
@click.option(
    "--payments", type=click.IntRange(1, _MOST), default=5, show_default=True, help="How many."
)
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(min=0, min_open=True),
    default=120.0,
    show_default=True,
    help="Seconds to wait for the decisions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, stack: str, folder: Path, payments: int, timeout_s: float, as_json: bool) -> None:
    """Put marked payments on a stack's stream and wait for their decisions.

    All their ids begin with `smoke-`: whoever acts on decisions must leave these out. Needs the
    rights to put on the stream of payments and to read that of decisions. Exit code 1 if a decision
    is missing after the timeout, or is not the one of its payment.

    \b
    Examples:
      revstream smoke --stack staging
      revstream smoke --stack staging --payments 20 --timeout 300 --json
    """
    config = read_stack_file(folder, stack)
    streams = Streams(config.stream_name("payments"), config.stream_name("decisions"))
    made = smoke_payments(token_hex(6), payments, time_ns() // 1_000_000)
    client = _kinesis(config)
    click.echo(
        f"{payments} payments to {streams.payments} in {config.region}, decisions from"
        f" {streams.decisions}, at most {timeout_s:g} s",
        err=True,
    )
    try:
        with closing(client):
            outcome = send_and_wait(client, streams, made, timeout_s, Clock(monotonic, sleep))
    except (BotoCoreError, ClientError) as error:
        raise click.ClickException(f"Kinesis: {error}") from None
    click.echo(json.dumps(_as_json(outcome)) if as_json else "\n".join(_lines(outcome)))
    if not outcome.passed:
        sys.exit(_FAILED_EXIT)


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


def _lines(outcome: SmokeOutcome) -> Iterator[str]:
    for name, decision in outcome.decisions.items():
        late = ", late" if decision.late else ""
        yield (
            f"{name}: {decision.action} by {decision.tier}{late},"
            f" {outcome.latency_ms[name]:,.0f} ms from put to read,"
            f" {decision.stage_us.get('in_job', 0) / 1_000:,.1f} ms of them in the job"
        )
    for name in outcome.missing:
        yield f"{name}: no decision"
    yield from outcome.faults
    versions = sorted({decision.job_version for decision in outcome.decisions.values()})
    by = f" by job version {', '.join(versions)}" if versions else ""
    verdict = "passed" if outcome.passed else "failed"
    yield f"{verdict}: {len(outcome.decisions)} of {len(outcome.sent)} decided{by}"


def _as_json(outcome: SmokeOutcome) -> dict[str, Any]:
    return {
        "passed": outcome.passed,
        "sent": len(outcome.sent),
        "missing": outcome.missing,
        "faults": outcome.faults,
        "decisions": [
            {
                "transaction_id": name,
                "action": decision.action,
                "tier": decision.tier,
                "late": decision.late,
                "latency_ms": round(outcome.latency_ms[name], 1),
                "stage_us": decision.stage_us,
                "job_version": decision.job_version,
                "ruleset": decision.ruleset,
                "model": decision.model.sha256,
            }
            for name, decision in outcome.decisions.items()
        ],
    }
