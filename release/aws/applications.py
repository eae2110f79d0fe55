"""Applications of Managed Service for Apache Flink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from release.application import Application, Snapshot
from release.aws.faults import translated
from release.configuration import code_location
from release.errors import CloudRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from mypy_boto3_kinesisanalyticsv2 import KinesisAnalyticsV2Client

_ABSENT: Final = "ResourceNotFoundException"
_NO_OPERATIONS: Final = frozenset({"UnsupportedOperationException", "UnknownOperationException"})
"""A region whose service does not tell of operations."""


class ManagedFlink:
    """The service in one account and region; see release.ports.Applications."""

    def __init__(self, client: KinesisAnalyticsV2Client) -> None:
        self._client = client

    def describe(self, name: str) -> Application | None:
        """The application as it is; None if there is none."""
        try:
            with translated():
                answer = self._client.describe_application(ApplicationName=name)
        except CloudRefused as refusal:
            if refusal.code == _ABSENT:
                return None
            raise
        return _application(dict(answer["ApplicationDetail"]))

    def update(self, name: str, version: int, update: Mapping[str, Any]) -> None:
        """Give `version` of it another configuration."""
        with translated():
            self._client.update_application(
                ApplicationName=name, CurrentApplicationVersionId=version, **update
            )

    def start(self, name: str, snapshot: str | None, *, leave_unclaimed: bool = False) -> None:
        """Start it with the state of `snapshot`; None starts without state."""
        restore: dict[str, Any] = {"ApplicationRestoreType": "SKIP_RESTORE_FROM_SNAPSHOT"}
        if snapshot is not None:
            restore = {
                "ApplicationRestoreType": "RESTORE_FROM_CUSTOM_SNAPSHOT",
                "SnapshotName": snapshot,
            }
        run: Any = {
            "FlinkRunConfiguration": {"AllowNonRestoredState": leave_unclaimed},
            "ApplicationRestoreConfiguration": restore,
        }
        with translated():
            self._client.start_application(ApplicationName=name, RunConfiguration=run)

    def stop(self, name: str, *, force: bool) -> None:
        """Stop it, with a snapshot unless forced."""
        with translated():
            self._client.stop_application(ApplicationName=name, Force=force)

    def create_snapshot(self, name: str, snapshot: str) -> None:
        """Begin to take a snapshot."""
        with translated():
            self._client.create_application_snapshot(ApplicationName=name, SnapshotName=snapshot)

    def snapshot(self, name: str, snapshot: str) -> Snapshot | None:
        """One snapshot; None if there is none of that name."""
        details = self._snapshot_details(name, snapshot)
        return _snapshot(details) if details is not None else None

    def snapshots(self, name: str) -> list[Snapshot]:
        """All of them."""
        with translated():
            pages = self._client.get_paginator("list_application_snapshots").paginate(
                ApplicationName=name
            )
            return [_snapshot(dict(each)) for page in pages for each in page["SnapshotSummaries"]]

    def delete_snapshot(self, name: str, snapshot: str) -> None:
        """Delete one; none of that name is no fault."""
        details = self._snapshot_details(name, snapshot)
        if details is None:
            return
        with translated():
            self._client.delete_application_snapshot(
                ApplicationName=name,
                SnapshotName=snapshot,
                SnapshotCreationTimestamp=details["SnapshotCreationTimestamp"],
            )

    def newest_operation_ms(self, name: str) -> int:
        """When the newest operation on it began, by the service's clock."""
        return max((_ms(each["StartTime"]) for each in self._operations(name)), default=0)

    def failure_after(self, name: str, operations_ms: int) -> str | None:
        """What the service says of the newest operation that failed after that."""
        failed = [
            each
            for each in self._operations(name, OperationStatus="FAILED")
            if _ms(each["StartTime"]) > operations_ms
        ]
        if not failed:
            return None
        newest = max(failed, key=lambda operation: operation["StartTime"])
        with translated():
            answer = self._client.describe_application_operation(
                ApplicationName=name, OperationId=newest["OperationId"]
            )
        failure = answer["ApplicationOperationInfoDetails"].get("OperationFailureDetails", {})
        message = failure.get("ErrorInfo", {}).get("ErrorString", "no reason is given")
        return f"{newest['Operation']} failed: {message}"

    def has_ever_started(self, name: str) -> bool:
        """Whether a start of it has ever succeeded."""
        started = self._operations(name, Operation="StartApplication", OperationStatus="SUCCESSFUL")
        if next(iter(started), None) is not None:
            return True
        application = self.describe(name)
        run = application.configuration if application is not None else {}
        return "RunConfigurationDescription" in run

    def _operations(self, name: str, **which: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - boto3's own types
        request: dict[str, Any] = {"ApplicationName": name, **which}
        while True:
            try:
                with translated():
                    answer = self._client.list_application_operations(**request)
            except CloudRefused as refusal:
                if refusal.code in _NO_OPERATIONS:
                    return
                raise
            yield from (dict(each) for each in answer["ApplicationOperationInfoList"])
            if not answer.get("NextToken"):
                return
            request["NextToken"] = answer["NextToken"]

    def _snapshot_details(self, name: str, snapshot: str) -> dict[str, Any] | None:
        try:
            with translated():
                answer = self._client.describe_application_snapshot(
                    ApplicationName=name, SnapshotName=snapshot
                )
        except CloudRefused as refusal:
            if refusal.code == _ABSENT:
                return None
            raise
        return dict(answer["SnapshotDetails"])


def _application(detail: dict[str, Any]) -> Application:
    configuration = detail["ApplicationConfigurationDescription"]
    bucket, key = code_location(configuration)
    return Application(
        name=detail["ApplicationName"],
        status=detail["ApplicationStatus"],
        version=detail["ApplicationVersionId"],
        bundle_key=key,
        code_bucket=bucket,
        runtime=detail["RuntimeEnvironment"],
        rolled_back_from=detail.get("ApplicationVersionRolledBackFrom"),
        rolled_back_to=detail.get("ApplicationVersionRolledBackTo"),
        configuration=configuration,
        updated_ms=_ms(detail["LastUpdateTimestamp"]),
    )


def _snapshot(details: dict[str, Any]) -> Snapshot:
    return Snapshot(
        name=details["SnapshotName"],
        status=details["SnapshotStatus"],
        taken_ms=_ms(details["SnapshotCreationTimestamp"]),
    )


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
