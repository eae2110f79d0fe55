"""A release with everything that it needs: the stack through the engine, AWS through boto3."""

import getpass
import socket
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import boto3
from botocore.config import Config

from infra.automation import StackError, StackWorkspace
from infra.aws_access import AccountError, open_aws, require_account
from infra.bundle.manifest import BundleRef, read_bundle
from infra.stack_config import StackConfig
from release.aws.applications import ManagedFlink
from release.aws.bucket import S3Bucket
from release.aws.clock import WallClock
from release.aws.metrics import CloudWatch
from release.engine import PulumiStack
from release.errors import Refused
from release.lease import Lease
from release.limits import Limits
from release.ports import Ports, Report
from release.state_comparison import foreseen, going_back, going_forward

_PATIENT: Final = Config(retries={"mode": "standard", "total_max_attempts": 8})
"""Throttling is waited out for some minutes before it counts as no answer."""


@dataclass(frozen=True)
class Session:
    """What a command works with.

    Attributes:
        by: who runs it, for the record.
    """

    ports: Ports
    lease: Lease
    by: str
    dist: Path

    def bundle(self) -> BundleRef:
        """The newest bundle that was built.

        Raises:
            BundleError: there is none.
        """
        return read_bundle(self.dist)


def open_session(
    stack: str,
    root: Path,
    report: Report,
    limits: Callable[[int], Limits],
    environ: Mapping[str, str] | None = None,
) -> Session:
    """A session on `stack`.

    Args:
        stack: such as `dev`.
        root: folder with the stack's values and, in `dist`, the bundle.
        report: where people see how it goes.
        limits: the bounds, given how far behind an application may be before an alarm, in ms.
        environ: further variables of the engine.

    Raises:
        Refused: there is no engine, no way into the backend or into AWS, or the account is not
            the stack's.
        ConfigError: the stack's values are not usable.
    """
    try:
        workspace = StackWorkspace.open(stack, root=root, dist=root / "dist", environ=environ)
    except StackError as error:
        raise Refused(str(error)) from None
    config = workspace.config()
    clock = WallClock()
    by = f"{getpass.getuser()}@{socket.gethostname()}"
    bounds = limits(config.alarms.lag_ms)
    lease = Lease(clock, by, uuid.uuid4().hex, bounds.lease_ms)
    aws = _way_in(config)
    storage = aws.client("s3", config=_PATIENT)
    ports = Ports(
        applications=ManagedFlink(aws.client("kinesisanalyticsv2", config=_PATIENT)),
        metrics=CloudWatch(aws.client("cloudwatch", config=_PATIENT), clock),
        stack=PulumiStack(workspace),
        clock=clock,
        report=report,
        limits=bounds,
        going_forward=going_forward,
        going_back=going_back,
        foreseen=foreseen,
        assure=lease.assure,
        heartbeat=lease.renew,
        open_bucket=lambda name: S3Bucket(storage, name),
    )
    return Session(ports, lease, by, root / "dist")


def _way_in(config: StackConfig) -> boto3.Session:
    """AWS as the stack's providers see it, in the stack's account."""
    try:
        aws = open_aws(config.access, config.region)
        require_account(config.access, aws)
    except AccountError as error:
        raise Refused(str(error)) from None
    return aws
