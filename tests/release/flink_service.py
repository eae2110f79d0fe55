"""Managed Flink of the emulator, with what an emulator does not do: jobs that do not work.

The emulator has no jobs, so that every start succeeds. Here a job behaves as its code's key says:
the service takes it back, it stops, hangs, restarts or lags, and is measured minute by minute.
Faults of single calls are given in the service's own codes. Times are those of the test's clock.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, Final

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from events.shared.history_gauges import HISTORY_NEWEST_MS, HISTORY_READ, HISTORY_RECORDS
from release.configuration import property_groups
from tests.infra.emulator.server import EmulatedAws
from tests.release.answers import granted, refusal
from tests.release.meters import Meter, Minute
from tests.release.simulated_clock import MINUTE_MS, SimulatedClock
from tests.release.stand_in_stack import INPUTS

_SERVICE: Final = "kinesis-analytics-v2"
END_OF_HISTORY_MS: Final = 1_767_225_600_000


class Job(Enum):
    """How code behaves once it is submitted."""

    WORKS = auto()
    TAKEN_BACK = auto()  # fails to start in an update: the service puts the old version back
    STOPS = auto()  # fails to start: the application becomes READY
    HANGS = auto()  # neither starts nor fails
    RESTARTS = auto()
    FAILS_CHECKPOINTS = auto()
    NEVER_CHECKPOINTS = auto()
    LAGS = auto()


@dataclass(frozen=True)
class Call:
    """One call that a release made."""

    operation: str
    parameters: dict[str, Any]


@dataclass
class FlinkService:
    """The service as the code under test sees it through `client`.

    Jobs behave as `jobs` says by the key of their code; where `only` is named, those of it alone.
    """

    aws: EmulatedAws
    clock: SimulatedClock
    meter: Meter
    jobs: dict[str, Job] = field(default_factory=dict)
    faults: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    lost_answers: set[str] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    broken_promises: list[str] = field(default_factory=list)
    operations: list[dict[str, Any]] = field(default_factory=list)
    taken_back: dict[str, tuple[int, int]] = field(default_factory=dict)
    hanging: set[str] = field(default_factory=set)
    ran: set[str] = field(default_factory=set)
    snapshot_ms: dict[str, int] = field(default_factory=dict)
    only: str | None = None
    failing_snapshots: bool = False
    consumer: str = "fraud"
    stops_in_next_update: bool = False
    tells_of_rollbacks: bool = True
    takes_properties_back: bool = False
    history_takes_minutes: int = 3
    minutes_of_history: int = 0
    _real_times: dict[str, datetime] = field(default_factory=dict)
    _versions_ms: dict[tuple[str, int], int] = field(default_factory=dict)
    _before_update: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:  # noqa: D105 - a dataclass's own
        self.raw: Any = self.aws.client("kinesisanalyticsv2")
        self.clock.on_minute = self._measure

    def client(self) -> Any:  # noqa: ANN401 - a boto3 client
        """A client whose calls are recorded, spoilt and completed."""
        client: Any = self.aws.client("kinesisanalyticsv2")
        events = client.meta.events
        events.register(f"provide-client-params.{_SERVICE}", self._before)
        events.register(f"before-send.{_SERVICE}", self._instead)
        events.register(f"after-call.{_SERVICE}", self._after)
        return client

    def status(self, name: str) -> str:
        """The application's status."""
        return str(self._detail(name)["ApplicationStatus"])

    def key(self, name: str) -> str:
        """The key of the application's code."""
        return _key(self._detail(name))

    def named(self, operation: str) -> list[dict[str, Any]]:
        """Parameters of every call of `operation`."""
        return [call.parameters for call in self.calls if call.operation == operation]

    def _detail(self, name: str) -> dict[str, Any]:
        detail: dict[str, Any] = self.raw.describe_application(ApplicationName=name)[
            "ApplicationDetail"
        ]
        return detail

    def _before(self, params: dict[str, Any], context: dict[str, Any], **event: Any) -> None:  # noqa: ANN401 - botocore's
        operation = event["event_name"].rpartition(".")[2]
        context["parameters"] = params
        self.calls.append(Call(operation, dict(params)))
        if operation == "DeleteApplicationSnapshot":
            params["SnapshotCreationTimestamp"] = self._real_times[params["SnapshotName"]]
        check = {"UpdateApplication": self._check_update, "StartApplication": self._check_start}
        if operation in check:
            check[operation](params)

    def _check_update(self, params: dict[str, Any]) -> None:
        """A running application is only updated after a snapshot of the same version."""
        detail = self._detail(params["ApplicationName"])
        if detail["ApplicationStatus"] != "RUNNING":
            return
        self._before_update[params["ApplicationName"]] = detail
        snapshots = self.raw.list_application_snapshots(ApplicationName=params["ApplicationName"])
        version = detail["ApplicationVersionId"]
        if not any(
            each["SnapshotName"].startswith("deploy-") and each["ApplicationVersionId"] == version
            for each in snapshots["SnapshotSummaries"]
        ):
            self.broken_promises.append(f"version {version} was updated without a snapshot")

    def _check_start(self, params: dict[str, Any]) -> None:
        restore = params["RunConfiguration"]["ApplicationRestoreConfiguration"]
        skipped = restore["ApplicationRestoreType"] == "SKIP_RESTORE_FROM_SNAPSHOT"
        if skipped and params["ApplicationName"] in self.ran:
            self.broken_promises.append("started without the state that there was")

    def _instead(self, request: AWSPreparedRequest, **event: Any) -> AWSResponse | None:  # noqa: ANN401 - botocore's
        operation = event["event_name"].rpartition(".")[2]
        if self.faults[operation]:
            return refusal(request, *self.faults[operation].pop(0))
        if operation == "ListApplicationOperations":
            return granted(request, {"ApplicationOperationInfoList": self._listed()})
        if operation == "DescribeApplicationOperation":
            details = self._operation(self.calls[-1].parameters["OperationId"])
            return granted(request, {"ApplicationOperationInfoDetails": details})
        return None

    def _listed(self) -> list[dict[str, Any]]:
        wanted = self.calls[-1].parameters
        return [
            {key: value for key, value in each.items() if key != "OperationFailureDetails"}
            for each in self.operations
            if each["ApplicationName"] == wanted["ApplicationName"]
            and each["OperationStatus"] == wanted.get("OperationStatus", each["OperationStatus"])
            and each["Operation"] == wanted.get("Operation", each["Operation"])
        ]

    def _operation(self, operation_id: str) -> dict[str, Any]:
        return next(each for each in self.operations if each["OperationId"] == operation_id)

    def _after(self, parsed: dict[str, Any], context: dict[str, Any], **event: Any) -> None:  # noqa: ANN401 - botocore's
        operation = event["event_name"].rpartition(".")[2]
        if "Error" in parsed:
            return
        handlers: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
            "DescribeApplication": self._complete,
            "UpdateApplication": self._updated,
            "StartApplication": self._started,
            "StopApplication": self._stopped,
            "CreateApplicationSnapshot": self._note_snapshots,
        }
        if operation in handlers:
            handlers[operation](context["parameters"], parsed)
        for snapshot in _snapshots_in(parsed):
            self._in_simulated_time(snapshot)
        if operation in self.lost_answers:
            self.lost_answers.remove(operation)
            parsed.clear()
            parsed["Error"] = {"Code": "InternalFailure", "Message": "the answer was lost"}
            parsed["ResponseMetadata"] = {"HTTPStatusCode": 500}
            event["http_response"].status_code = 500

    def _complete(self, params: dict[str, Any], parsed: dict[str, Any]) -> None:
        detail = parsed["ApplicationDetail"]
        version = (detail["ApplicationName"], detail["ApplicationVersionId"])
        seen_ms = self._versions_ms.setdefault(version, self.clock.now_ms())
        detail["LastUpdateTimestamp"] = datetime.fromtimestamp(seen_ms / 1000, UTC)
        name = params["ApplicationName"]
        if name in self.taken_back:
            before, after = self.taken_back[name]
            detail["ApplicationVersionRolledBackFrom"] = before
            detail["ApplicationVersionRolledBackTo"] = after
        if name in self.hanging:
            detail["ApplicationStatus"] = "UPDATING"

    def _updated(self, params: dict[str, Any], parsed: dict[str, Any]) -> None:
        self._note_snapshots(params, parsed)
        name = params["ApplicationName"]
        was_running = parsed["ApplicationDetail"]["ApplicationStatus"] == "UPDATING"
        job = self._job(name)
        if not was_running:
            return
        if self.stops_in_next_update:
            self.stops_in_next_update = False
            self.raw.stop_application(ApplicationName=name, Force=True)
            return
        told = "EnvironmentPropertyUpdates" in params["ApplicationConfigurationUpdate"]
        if job is Job.TAKEN_BACK or (told and self.takes_properties_back):
            self._take_back(name)
        self._submitted(name, job, "UpdateApplication")

    def _started(self, params: dict[str, Any], _: dict[str, Any]) -> None:
        name = params["ApplicationName"]
        self.ran.add(name)
        self._submitted(name, self._job(name), "StartApplication")

    def _stopped(self, params: dict[str, Any], parsed: dict[str, Any]) -> None:
        self._note_snapshots(params, parsed)
        if params.get("Force"):
            self.hanging.discard(params["ApplicationName"])

    def _submitted(self, name: str, job: Job, operation: str) -> None:
        fails = job in (Job.STOPS, Job.TAKEN_BACK)
        self._operated(name, operation, "FAILED" if fails else "SUCCESSFUL")
        if job is Job.STOPS or (fails and operation == "StartApplication"):
            self.raw.stop_application(ApplicationName=name, Force=True)
        if job is Job.HANGS:
            self.hanging.add(name)

    def _take_back(self, name: str) -> None:
        """What the service does by itself: the version before, running, with its state."""
        version = self._detail(name)["ApplicationVersionId"]
        self.jobs.pop(self.key(name), None)
        self.raw.update_application(
            ApplicationName=name,
            CurrentApplicationVersionId=version,
            ApplicationConfigurationUpdate=_as_it_was(self._before_update[name]),
        )
        if self.tells_of_rollbacks:
            self.taken_back[name] = (version, version - 1)

    def _operated(self, name: str, operation: str, status: str) -> None:
        entry: dict[str, Any] = {
            "ApplicationName": name,
            "Operation": operation,
            "OperationId": f"operation-{len(self.operations)}",
            "OperationStatus": status,
            "StartTime": (self.clock.now_ms() + len(self.operations)) / 1000,
            "EndTime": (self.clock.now_ms() + len(self.operations)) / 1000,
        }
        if status == "FAILED":
            error = {"ErrorString": "org.apache.flink.client.program.ProgramInvocationException"}
            entry["OperationFailureDetails"] = {"ErrorInfo": error}
        self.operations.append(entry)

    def _job(self, name: str) -> Job:
        """How the job of an application behaves: as its code says, where it is not of another."""
        if self.only not in (None, name):
            return Job.WORKS
        return self.jobs.get(self.key(name), Job.WORKS)

    def _note_snapshots(self, params: dict[str, Any], _: dict[str, Any]) -> None:
        listed = self.raw.list_application_snapshots(ApplicationName=params["ApplicationName"])
        for snapshot in listed["SnapshotSummaries"]:
            self.snapshot_ms.setdefault(snapshot["SnapshotName"], self.clock.now_ms())

    def _in_simulated_time(self, snapshot: dict[str, Any]) -> None:
        name = snapshot["SnapshotName"]
        self._real_times[name] = snapshot["SnapshotCreationTimestamp"]
        taken_ms = self.snapshot_ms.setdefault(name, self.clock.now_ms())
        snapshot["SnapshotCreationTimestamp"] = datetime.fromtimestamp(taken_ms / 1000, UTC)
        if self.failing_snapshots and name.startswith("deploy-"):
            snapshot["SnapshotStatus"] = "FAILED"

    def _measure(self, minute_ms: int) -> None:
        """The past minute of every application that runs."""
        for name in sorted(self.ran - self.hanging):
            detail = self._detail(name)
            if detail["ApplicationStatus"] != "RUNNING":
                continue
            system = next(each for each in INPUTS if f"-{each}-" in name)
            job = self._job(name)
            self.meter.record(
                Minute(
                    begin_ms=minute_ms - MINUTE_MS,
                    application=name,
                    figures=_figures(job) | self._history(detail),
                    stream=name.replace(f"revstream-{system}", INPUTS[system]),
                    consumer=self.consumer,
                    lag_ms=3_600_000.0 if job is Job.LAGS else 40.0,
                )
            )

    def _history(self, detail: dict[str, Any]) -> dict[str, float]:
        """The gauges of a job that reads a history, which takes it three minutes."""
        described = detail["ApplicationConfigurationDescription"]
        groups = property_groups(described)
        if groups.get("job", {}).get("phase") != "history":
            return {}
        self.minutes_of_history += 1
        return {
            HISTORY_READ: float(self.minutes_of_history >= self.history_takes_minutes),
            HISTORY_NEWEST_MS: float(END_OF_HISTORY_MS),
            HISTORY_RECORDS: 1000.0 * self.minutes_of_history,
        }


def _figures(job: Job) -> dict[str, float]:
    return {
        "lastCheckpointSize": -1.0 if job is Job.NEVER_CHECKPOINTS else 4.0 * 2**20,
        "lastCheckpointDuration": -1.0 if job is Job.NEVER_CHECKPOINTS else 850.0,
        "numberOfFailedCheckpoints": 2.0 if job is Job.FAILS_CHECKPOINTS else 0.0,
        "fullRestarts": 3.0 if job is Job.RESTARTS else 0.0,
    }


def _snapshots_in(parsed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from parsed.get("SnapshotSummaries", [])
    if "SnapshotDetails" in parsed:
        yield parsed["SnapshotDetails"]


def _as_it_was(detail: dict[str, Any]) -> dict[str, Any]:
    described = detail["ApplicationConfigurationDescription"]
    flink = described["FlinkApplicationConfigurationDescription"]
    parallelism = flink["ParallelismConfigurationDescription"]["Parallelism"]
    properties = described["EnvironmentPropertyDescriptions"]["PropertyGroupDescriptions"]
    location = {"FileKeyUpdate": _key(detail)}
    parallel = {"ParallelismConfigurationUpdate": {"ParallelismUpdate": parallelism}}
    return {
        "ApplicationCodeConfigurationUpdate": {
            "CodeContentUpdate": {"S3ContentLocationUpdate": location}
        },
        "FlinkApplicationConfigurationUpdate": parallel,
        "EnvironmentPropertyUpdates": {"PropertyGroups": properties},
    }


def _key(detail: dict[str, Any]) -> str:
    described = detail["ApplicationConfigurationDescription"]
    code = described["ApplicationCodeConfigurationDescription"]["CodeContentDescription"]
    return str(code["S3ApplicationCodeLocationDescription"]["FileKey"])
