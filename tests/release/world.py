"""An account of the emulator with a stack, and the commands of a release upon it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import msgspec

from infra.bundle.manifest import BundleManifest, BundleRef
from infra.stack_config import ApplicationConfig, StackConfig
from release.aws.applications import ManagedFlink
from release.aws.metrics import CloudWatch
from release.configuration import property_groups
from release.deploy import Choices, deploy
from release.lease import Lease
from release.ledger import Ledger
from release.limits import Limits
from release.ports import Bucket, KeptState, Metrics, Ports
from release.record import Release
from release.rollback import Way, roll_back
from tests.infra.emulator.server import EmulatedAws
from tests.release.buckets import Buckets, EmulatedBuckets, MemoryBuckets
from tests.release.flink_service import FlinkService, Job
from tests.release.meters import EmulatedMeter, MemoryMeter
from tests.release.mortal import Life, Mortal
from tests.release.simulated_clock import MINUTE_MS, SimulatedClock
from tests.release.stand_in_stack import StandInStack

LIMITS: Final = Limits(
    poll_ms=MINUTE_MS,
    snapshot_ms=5 * MINUTE_MS,
    settle_ms=5 * MINUTE_MS,
    stop_ms=5 * MINUTE_MS,
    healthy_ms=8 * MINUTE_MS,
    history_ms=20 * MINUTE_MS,
    soak_ms=MINUTE_MS,
)
_NAMES = count(1)


@dataclass
class Lines:
    """See release.ports.Report; keeps what people would see."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def began(self, step: str) -> None:
        pass

    def progressed(self, step: str, text: str) -> None:
        self.texts.append(f"{step}: {text}")

    def ended(self, step: str, result: str, text: str, elapsed_ms: int) -> None:
        self.steps.append((step, result))
        self.texts.append(f"{step}: {result}: {text} ({elapsed_ms} ms)")

    def said(self, text: str) -> None:
        self.texts.append(text)


class World:
    """Everything that outlives the process of a release."""

    def __init__(
        self, aws: EmulatedAws, systems: tuple[str, ...] = ("fraud",), *, in_memory: bool = False
    ) -> None:
        """Buckets and metrics are the emulator's, or `in_memory`; applications always are."""
        self.clock = SimulatedClock()
        self.buckets: Buckets = MemoryBuckets()
        meter = MemoryMeter()
        self._metrics: Metrics = meter
        self.flink = FlinkService(aws, self.clock, meter)
        if not in_memory:
            self.buckets = EmulatedBuckets(aws.client("s3"), aws.region)
            watch: Any = aws.client("cloudwatch")
            self._metrics = CloudWatch(watch, self.clock)
            self.flink.meter = EmulatedMeter(watch)
        values = StackConfig(
            environment=f"t{next(_NAMES)}",
            region=aws.region,
            fraud=ApplicationConfig(enabled="fraud" in systems),
            recommendations=ApplicationConfig(enabled="recommendations" in systems),
        )
        self.stack = StandInStack(values, self.flink.client(), self.buckets, systems=systems)
        self.lines = Lines()
        self.life = Life()
        self._processes = count(1)

    @property
    def name(self) -> str:
        """Of the application."""
        return self.stack.name

    @property
    def ledger(self) -> Ledger:
        """The records."""
        return Ledger(self.bucket)

    @property
    def bucket(self) -> Bucket:
        """The code bucket."""
        return self.buckets.open(self.stack.bucket)

    def process(self, dies_after: int | str | None = None) -> tuple[Ports, Lease]:
        """A new process of a release, which dies after a number of changes."""
        life = self.life = Life(dies_after)
        self.stack.between = life.changed
        self.lines = Lines()
        token = f"process-{next(self._processes)}"
        lease = Lease(self.clock, "a test", token, LIMITS.lease_ms)

        def open_bucket(name: str) -> Bucket:
            return Mortal(self.buckets.open(name), life)

        ports = Ports(
            applications=Mortal(ManagedFlink(self.stack.flink), life),
            metrics=self._metrics,
            stack=Mortal(self.stack, life),
            clock=self.clock,
            report=self.lines,
            limits=LIMITS,
            going_forward=_compare,
            going_back=_compare,
            foreseen=lambda _, read: [f"foreseen of layout {read.lock['layout']}"],
            assure=lease.assure,
            heartbeat=lease.renew,
            open_bucket=open_bucket,
        )
        return ports, lease

    def deploy(
        self,
        bundle: BundleRef,
        dies_after: int | str | None = None,
        **choices: Any,  # noqa: ANN401 - those of Choices
    ) -> Release | None:
        """`deploy` in a new process."""
        self.stack.bundle = bundle
        ports, lease = self.process(dies_after)
        given = {
            "without_fresh_snapshot": False,
            "accept_state_loss": False,
            "abandon_unfinished": False,
            "take_over": False,
            "confirm": lambda _: True,
        }
        return deploy(ports, lease, bundle, "a test", Choices(**{**given, **choices}))

    def roll_back(self, dies_after: int | str | None = None, **way: Any) -> Release | None:  # noqa: ANN401 - Way
        """`rollback` in a new process."""
        ports, lease = self.process(dies_after)
        given = {
            "to": None,
            "keep_newest_state": False,
            "accept_loss": False,
            "take_over": False,
            "confirm": lambda _: True,
        }
        return roll_back(ports, lease, "a test", Way(**{**given, **way}))

    def runs(self, name: str) -> bool:
        """Whether every application runs that bundle, as the service sees it."""
        names = map(self.stack.name_of, self.stack.systems)
        found = {(self.flink.status(each), self.flink.key(each)) for each in names}
        return found == {("RUNNING", a_bundle(name).key)}

    def properties(self, name: str | None = None) -> Mapping[str, Mapping[str, str]]:
        """The property groups that an application has, the first unless it is named."""
        application = ManagedFlink(self.stack.flink).describe(name or self.name)
        return property_groups(application.configuration) if application is not None else {}

    def bundle(self, name: str, job: Job = Job.WORKS, layout: int = 1) -> BundleRef:
        """A bundle whose job behaves in that way."""
        bundle = a_bundle(name, layout)
        self.flink.jobs[bundle.key] = job
        return bundle


def with_values(config: StackConfig, **values: Any) -> StackConfig:  # noqa: ANN401 - any value
    """A stack's values with some others."""
    return msgspec.structs.replace(config, **values)


def a_bundle(name: str, layout: int = 1) -> BundleRef:
    """A bundle that can be told from others by its name."""
    sha256 = name.encode().hex().ljust(64, "0")
    manifest = BundleManifest(
        format=1,
        name=f"revstream-{sha256[:16]}.zip",
        sha256=sha256,
        project_version="1",
        jobs=("fraud", "recommendations"),
        python="3.11",
        platform="manylinux2014_x86_64",
        flink="1.20",
        run_options={},
        rules={},
        models={},
        state_lock={each: {"layout": layout} for each in ("fraud", "recommendations")},
        files=(),
    )
    return BundleRef(Path(manifest.name), manifest)


def _compare(written: KeptState, read: KeptState) -> list[str]:
    old, new = written.lock["layout"], read.lock["layout"]
    return [] if new >= old else [f"layout {old} is not read by layout {new}: restore old code"]
