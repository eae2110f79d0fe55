"""A stand-in for the engine: brings code and values to the emulator as Cloud Control would."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zipfile import ZipFile

import msgspec

from infra.bundle.manifest import BundleRef
from infra.stack_config import StackConfig
from infra.stack_outputs import ApplicationOutputs, StackOutputs
from release.errors import StepFailed
from tests.release.buckets import Buckets

_ROLE = "arn:aws:iam::123456789012:role/fraud"
_ARNS = "arn:aws:kinesisanalytics:eu-west-1:123456789012"
INPUTS = {"fraud": "payments", "recommendations": "recommendation-events"}
"""The stream of events of each system."""


class PlannedChange(msgspec.Struct, frozen=True):
    """See release.ports.PlannedChange."""

    urn: str
    type: str
    name: str
    kind: str
    properties: tuple[str, ...] = ()


class PlannedChanges(msgspec.Struct, frozen=True):
    """See release.ports.ChangeSummary."""

    changes: list[PlannedChange]


@dataclass
class StandInStack:
    """See release.ports.Stack; it stays the same while the process that releases comes and goes.

    Attributes:
        bundle: what the program would bring.
        rejected: what the service says to an update; None grants it.
        starts: whether it starts a stopped application, as the program does.
        further: changes that a preview shows besides.
        between: called between the parts of an update.
        told: the properties that it takes each application to have, as it cannot read them.
        systems: that it has.
    """

    values: StackConfig
    flink: Any
    buckets: Buckets
    bundle: BundleRef | None = None
    rejected: str | None = None
    starts: bool = True
    further: list[PlannedChange] = field(default_factory=list)
    between: Callable[[str], None] = lambda _: None
    told: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    systems: tuple[str, ...] = ("fraud",)
    made: StackOutputs | None = None
    restore: dict[str, str] = field(default_factory=dict)
    refreshed: int = 0
    unlocked: int = 0

    @property
    def name(self) -> str:
        return self.name_of(self.systems[0])

    def name_of(self, system: str) -> str:
        return self.values.application_name(system)

    @property
    def bucket(self) -> str:
        return self.values.named("revstream-code")

    def config(self) -> StackConfig:
        return self.values

    def outputs(self) -> StackOutputs | None:
        return self.made

    def properties(self) -> dict[str, dict[str, dict[str, str]]]:
        return {system: self._properties(system) for system in self.systems}

    def preview(self, on_event: Callable[[], None]) -> PlannedChanges:
        on_event()
        changes = [self._planned(system) for system in self.systems]
        return PlannedChanges([*changes, *self.further])

    def _planned(self, system: str) -> PlannedChange:
        kind = "create"
        if (detail := self._described(system)) is not None:
            kind = "same" if _is_wanted(detail, self._wanted(system)) else "update"
        token = "aws-native:kinesisanalyticsv2:Application"
        urn = f"urn:pulumi:{self.values.environment}::revstream::{token}::{system}"
        return PlannedChange(urn, token, system, kind)

    def up(self, on_event: Callable[[], None], restore: Mapping[str, str]) -> None:
        self.restore = dict(restore)
        self._part(self._bring_bucket, on_event)
        for system in self.systems:
            self._part(partial(self._bring_application, system), on_event)
            self._part(partial(self._bring_up, system), on_event)
        self.made = self._outputs()

    def _part(self, part: Callable[[], None], on_event: Callable[[], None]) -> None:
        part()
        on_event()
        self.between(getattr(part, "func", part).__name__)

    def unlock(self) -> None:
        self.unlocked += 1

    def refresh(self) -> None:
        self.refreshed += 1

    def destroy(self, on_event: Callable[[], None]) -> None:
        on_event()
        for system in self.systems:
            detail = self._described(system)
            if detail is not None:
                self.flink.delete_application(
                    ApplicationName=self.name_of(system), CreateTimestamp=detail["CreateTimestamp"]
                )
        self.buckets.remove(self.bucket)
        self.made = None

    def _bring_bucket(self) -> None:
        self.buckets.make(self.bucket)
        self.buckets.open(self.bucket).write(self._bundle().key, archive(self._bundle()))

    def _bring_application(self, system: str) -> None:
        detail, wanted, name = self._described(system), self._wanted(system), self.name_of(system)
        if self.rejected is not None:
            raise StepFailed(self.rejected)
        if detail is None:
            self.flink.create_application(
                ApplicationName=name,
                RuntimeEnvironment="FLINK-1_20",
                ServiceExecutionRole=_ROLE,
                ApplicationConfiguration=wanted,
            )
        elif not _is_wanted(detail, wanted):
            update = _as_update(wanted)
            if self.told.get(system) == self._properties(system):
                del update["EnvironmentPropertyUpdates"]
            self.flink.update_application(
                ApplicationName=name,
                CurrentApplicationVersionId=detail["ApplicationVersionId"],
                ApplicationConfigurationUpdate=update,
            )
        self.told[system] = self._properties(system)

    def _bring_up(self, system: str) -> None:
        detail, name = self._described(system), self.name_of(system)
        if detail is None or detail["ApplicationStatus"] != "READY" or not self.starts:
            return
        snapshots = self.flink.list_application_snapshots(ApplicationName=name)
        known = bool(snapshots["SnapshotSummaries"])
        kind = "RESTORE_FROM_LATEST_SNAPSHOT" if known else "SKIP_RESTORE_FROM_SNAPSHOT"
        restore = {"ApplicationRestoreType": kind}
        if name in self.restore:
            restore = {
                "ApplicationRestoreType": "RESTORE_FROM_CUSTOM_SNAPSHOT",
                "SnapshotName": self.restore[name],
            }
        self.flink.start_application(
            ApplicationName=name,
            RunConfiguration={"ApplicationRestoreConfiguration": restore},
        )

    def _described(self, system: str) -> dict[str, Any] | None:
        try:
            answer = self.flink.describe_application(ApplicationName=self.name_of(system))
        except self.flink.exceptions.ResourceNotFoundException:
            return None
        detail: dict[str, Any] = answer["ApplicationDetail"]
        return detail

    def _bundle(self) -> BundleRef:
        if self.bundle is None:
            raise StepFailed("no bundle")
        return self.bundle

    def _wanted(self, system: str) -> dict[str, Any]:
        application = self.values.applications[system]
        location = {"BucketARN": f"arn:aws:s3:::{self.bucket}", "FileKey": self._bundle().key}
        return {
            "ApplicationCodeConfiguration": {
                "CodeContentType": "ZIPFILE",
                "CodeContent": {"S3ContentLocation": location},
            },
            "ApplicationSnapshotConfiguration": {"SnapshotsEnabled": True},
            "FlinkApplicationConfiguration": {
                "ParallelismConfiguration": {
                    "ConfigurationType": "CUSTOM",
                    "Parallelism": application.parallelism,
                    "ParallelismPerKPU": application.parallelism_per_kpu,
                    "AutoScalingEnabled": application.autoscaling,
                }
            },
            "EnvironmentProperties": {
                "PropertyGroups": [
                    {"PropertyGroupId": group, "PropertyMap": properties}
                    for group, properties in self._properties(system).items()
                ]
            },
        }

    def _properties(self, system: str) -> dict[str, dict[str, str]]:
        told = {"source": {"uri": f"kinesis:{INPUTS[system]}"}}
        for name, value in self.values.applications[system].properties.items():
            group, _, key = name.partition(".")
            told.setdefault(group, {})[key] = value
        return told

    def _outputs(self) -> StackOutputs:
        environment = self.values.environment
        applications = {
            system: ApplicationOutputs(
                name=self.name_of(system),
                arn=f"{_ARNS}:application/{self.name_of(system)}",
                bundle_key=self._bundle().key,
                log_group=f"/revstream/{environment}/{system}",
                input_consumers={self.values.named(INPUTS[system]): "fraud"},
                properties=self._properties(system),
            )
            for system in self.systems
        }
        return StackOutputs(
            environment=environment,
            region=self.values.region,
            code_bucket=self.bucket,
            applications=applications,
            streams={name: self.values.named(name) for name in INPUTS.values()},
            store_endpoint="store:6379",
            alarm_topic_arn="arn:aws:sns:eu-west-1:123456789012:alarms",
            dashboard=self.values.named("revstream"),
        )


def archive(bundle: BundleRef) -> bytes:
    """A bundle's archive with nothing but its manifest."""
    contents = io.BytesIO()
    with ZipFile(contents, "w") as members:
        members.writestr("manifest.json", msgspec.json.encode(bundle.manifest))
    return contents.getvalue()


def _is_wanted(detail: dict[str, Any], wanted: dict[str, Any]) -> bool:
    described = detail["ApplicationConfigurationDescription"]
    code = described["ApplicationCodeConfigurationDescription"]["CodeContentDescription"]
    flink = described["FlinkApplicationConfigurationDescription"]
    parallelism = flink["ParallelismConfigurationDescription"]["Parallelism"]
    now = (code["S3ApplicationCodeLocationDescription"]["FileKey"], parallelism)
    location = wanted["ApplicationCodeConfiguration"]["CodeContent"]["S3ContentLocation"]
    parallel = wanted["FlinkApplicationConfiguration"]["ParallelismConfiguration"]
    return bool(now == (location["FileKey"], parallel["Parallelism"]))


def _as_update(wanted: dict[str, Any]) -> dict[str, Any]:
    """Every member is named after what it updates, but for the properties."""
    text = json.dumps(
        {key: value for key, value in wanted.items() if key != "EnvironmentProperties"}
    )
    update: dict[str, Any] = _renamed(json.loads(text))
    update["EnvironmentPropertyUpdates"] = wanted["EnvironmentProperties"]
    return update


def _renamed(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        return value
    return {f"{key}Update": _renamed(each) for key, each in value.items()}
