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
from infra.bundle.manifest import BundleRef, read_bundle
from release.aws.applications import ManagedFlink
from release.aws.bucket import S3Bucket
from release.aws.clock import WallClock
from release.aws.metrics import CloudWatch
from release.engine import PulumiStack
from release.errors import Refused
from release.lease import Lease
from release.limits import Limits
from release.ports import Ports, Report
from release.state_comparison import going_back, going_forward

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
        Refused: there is no engine, or no way into the backend.
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
    storage = boto3.client("s3", region_name=config.region, config=_PATIENT)
    ports = Ports(
        applications=ManagedFlink(
            boto3.client("kinesisanalyticsv2", region_name=config.region, config=_PATIENT)
        ),
        metrics=CloudWatch(
            boto3.client("cloudwatch", region_name=config.region, config=_PATIENT), clock
        ),
        stack=PulumiStack(workspace),
        clock=clock,
        report=report,
        limits=bounds,
        going_forward=going_forward,
        going_back=going_back,
        assure=lease.assure,
        heartbeat=lease.renew,
        open_bucket=lambda name: S3Bucket(storage, name),
    )
    return Session(ports, lease, by, root / "dist")
