"""The project's stack in an emulated AWS, released by the command with the real engine.

revstream release ... --> engine --stand-in provider--> emulated AWS <--boto3-- release
                          (jobs behave, and time passes, as in the other tests)
"""

import json
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

import release.session
from cli.release.command import command
from release.aws.applications import ManagedFlink
from release.aws.bucket import S3Bucket
from release.aws.metrics import CloudWatch
from release.engine import PulumiStack
from release.lease import Lease
from release.ports import Ports
from release.session import Session
from release.state_comparison import foreseen, going_back, going_forward
from tests.infra.bundles import write_bundle
from tests.infra.emulated_stack import EmulatedStack, emulated_stack
from tests.release.flink_service import FlinkService, Job
from tests.release.meters import EmulatedMeter
from tests.release.simulated_clock import SimulatedClock

ROOT: Final = Path(__file__).parents[2]


class EngineWorld:
    """A stack, and the commands upon it."""

    def __init__(self, stack: EmulatedStack) -> None:
        self.stack = stack
        self.clock = SimulatedClock(and_real=True)
        region = stack.workspace.config().region
        self._aws = replace(stack.aws, region=region)
        self._watch: Any = self._aws.client("cloudwatch")
        self.flink = FlinkService(self._aws, self.clock, EmulatedMeter(self._watch))
        self.flink.consumer = f"fraud-{stack.name}"
        self.name = f"revstream-fraud-{stack.name}"
        self._processes = 0

    def bundle(self, name: str, job: Job = Job.WORKS, **lock: Any) -> str:  # noqa: ANN401 - any JSON value
        """Build a bundle whose job behaves in that way; its key."""
        state = json.loads((ROOT / "jobs" / "fraud" / "state-lock.json").read_text())
        bundle = write_bundle(
            self.stack.dist, f"# {name}\n", state_lock={"fraud": {**state, **lock}}
        )
        self.flink.jobs[bundle.key] = job
        return bundle.key

    def run(self, arguments: str) -> tuple[int, str]:
        """`revstream release` with these arguments: its exit code and what it printed."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(release.session, "open_session", self._open)
            result = CliRunner().invoke(command, shlex.split(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout

    def _open(self, *arguments: Any) -> Session:  # noqa: ANN401 - as the true one
        _, _, report, limits = arguments
        self._processes += 1
        if self._exists():
            self.flink.ran.add(self.name)
        config = self.stack.workspace.config()
        bounds = limits(config.alarms.lag_ms)
        lease = Lease(self.clock, "alice@laptop", f"process-{self._processes}", bounds.lease_ms)
        storage: Any = self._aws.client("s3")
        ports = Ports(
            applications=ManagedFlink(self.flink.client()),
            metrics=CloudWatch(self._watch, self.clock),
            stack=_Starting(self, PulumiStack(self.stack.workspace)),
            clock=self.clock,
            report=report,
            limits=bounds,
            going_forward=going_forward,
            going_back=going_back,
            foreseen=foreseen,
            assure=lease.assure,
            heartbeat=lease.renew,
            open_bucket=lambda name: S3Bucket(storage, name),
        )
        return Session(ports, lease, "alice@laptop", self.stack.dist)

    def _exists(self) -> bool:
        listed = self.flink.raw.list_application_snapshots
        try:
            listed(ApplicationName=self.name)
        except self.flink.raw.exceptions.ResourceNotFoundException:
            return False
        return True


class _Starting:
    """The stack; once it was brought up, its application is one that runs."""

    def __init__(self, world: EngineWorld, stack: PulumiStack) -> None:
        self._world, self._stack = world, stack

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - that of the stack
        value = getattr(self._stack, name)
        if name != "up":
            return value

        def up(*arguments: Any) -> None:  # noqa: ANN401 - as the true one
            value(*arguments)
            self._world.flink.ran.add(self._world.name)

        return up


@contextmanager
def engine_world(folder: Path) -> Iterator[EngineWorld]:
    """A stack that was never brought up."""
    with pytest.MonkeyPatch.context() as patch, emulated_stack("dev", folder) as stack:
        patch.setenv("AWS_ENDPOINT_URL", stack.aws.endpoint_url)
        yield EngineWorld(stack)
