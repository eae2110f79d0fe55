"""Logging, starting and stopping of a Managed Flink application, each safe to do again.

READY --start--> STARTING --> RUNNING --stop, with a snapshot--> STOPPING --> READY
                                 |  <-- UPDATING, AUTOSCALING, MAINTENANCE, ROLLING_BACK -->
                                 +---- force, only where that fails --> FORCE_STOPPING --> READY
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from infra.aws_access import open_aws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_kinesisanalyticsv2 import KinesisAnalyticsV2Client
    from mypy_boto3_kinesisanalyticsv2.type_defs import (
        ApplicationDetailTypeDef,
        ApplicationRestoreConfigurationTypeDef,
    )

    from infra.stack_config import AccessConfig

RUNNING: Final = "RUNNING"
READY: Final = "READY"
GONE: Final = "GONE"
"""Not a status of the service: there is no such application."""

RESTORE_FROM: Final = "REVSTREAM_RESTORE_FROM"
"""Variable by which a release names the snapshot to start an application from, as JSON by name."""

_ON_ITS_WAY: Final = frozenset(
    (
        "STARTING",
        "STOPPING",
        "FORCE_STOPPING",
        "UPDATING",
        "AUTOSCALING",
        "MAINTENANCE",
        "ROLLING_BACK",
        "DELETING",
    )
)
_STALE_POLLS: Final = 5
"""How often the status may still be the old one after a request before that counts as refused."""


class ApplicationControlError(RuntimeError):
    """An application did not get where it was sent; the message says where it stands."""


@dataclass(frozen=True)
class Patience:
    """How long a change of status is waited for: `polls` times, at most `interval_s` seconds apart.

    The first polls come sooner: 1, 2, 4 ... seconds apart.
    """

    polls: int = 120
    interval_s: float = 10.0


@dataclass(frozen=True, kw_only=True)
class ApplicationState:
    """What an application is doing.

    Attributes:
        status: as the service names it, or `GONE`.
        code_key: key of the code it was last given.
    """

    status: str
    code_key: str | None = None


class ApplicationControl:
    """Brings applications of one region to a status, and waits until they are there.

    Args:
        client: of the service.
        patience: how long to wait.
        sleep: waits, in seconds.
    """

    def __init__(
        self,
        client: KinesisAnalyticsV2Client,
        patience: Patience = Patience(),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._patience = patience
        self._sleep = sleep

    @classmethod
    def of_stack(cls, access: AccessConfig, region: str) -> ApplicationControl:
        """One for `region`, or for the endpoint that `AWS_ENDPOINT_URL` names.

        Raises:
            AccountError: there is no way in.
        """
        return cls(open_aws(access, region).client("kinesisanalyticsv2"))

    def state(self, application: str) -> ApplicationState:
        """What `application` is doing now."""
        detail = self._describe(application)
        if detail is None:
            return ApplicationState(status=GONE)
        return ApplicationState(status=detail["ApplicationStatus"], code_key=_code_key(detail))

    def ensure_logging(self, application: str, log_stream_arn: str) -> None:
        """Let `application` log to this stream, and to no other."""
        detail = self._settled(application)
        options = detail.get("CloudWatchLoggingOptionDescriptions", [])
        if not options:
            self._client.add_application_cloud_watch_logging_option(
                ApplicationName=application,
                CurrentApplicationVersionId=detail["ApplicationVersionId"],
                CloudWatchLoggingOption={"LogStreamARN": log_stream_arn},
            )
        elif options[0]["LogStreamARN"] != log_stream_arn:
            self._client.update_application(
                ApplicationName=application,
                CurrentApplicationVersionId=detail["ApplicationVersionId"],
                CloudWatchLoggingOptionUpdates=[
                    {
                        "CloudWatchLoggingOptionId": options[0]["CloudWatchLoggingOptionId"],
                        "LogStreamARNUpdate": log_stream_arn,
                    }
                ],
            )

    def ensure_running(
        self, application: str, code_key: str, *, ends_by_itself: bool = False
    ) -> None:
        """Start `application` unless it runs, from its newest snapshot if it has one.

        A release that has chosen another one names it in the variable `RESTORE_FROM`.

        Args:
            application: name of the application.
            code_key: key of the code that it is to run.
            ends_by_itself: whether its job may have ended before anybody saw it run.

        Raises:
            ApplicationControlError: it does not get to run in time, goes back to READY, or runs
                other code than `code_key`, as it does after the service rolled an update back.
        """
        started = False
        ready_polls = 0
        for detail in self._polls(application):
            status = detail["ApplicationStatus"]
            if status == RUNNING:
                _require_code(application, detail, code_key)
                return
            if status == READY and not started:
                self._start(application)
                started = True
            elif status == READY:
                ready_polls += 1
                if ready_polls > _STALE_POLLS and ends_by_itself:
                    return
                if ready_polls > _STALE_POLLS:
                    raise ApplicationControlError(
                        f"{application}: READY again after it was started; its log says why"
                    )
            elif status not in _ON_ITS_WAY:
                raise ApplicationControlError(f"{application}: {status}, RUNNING is expected")
        raise self._too_late(application, RUNNING)

    def require_update(self, application: str) -> None:
        """See to it that the newest update of `application` is in force.

        The code alone does not show that: an update of properties or of the parallelism that the
        service took back leaves the same code running.

        Raises:
            ApplicationControlError: the service has rolled it back.
        """
        detail = self._settled(application)
        version = detail["ApplicationVersionId"]
        taken_back = detail.get("ApplicationVersionRolledBackFrom")
        if taken_back is not None and taken_back == version - 1:
            raise ApplicationControlError(
                f"{application}: {detail['ApplicationStatus']} as before version {taken_back}: the"
                " service has rolled the update back"
            )

    def ensure_stopped(self, application: str) -> None:
        """Stop `application` with a snapshot; by force, without one, only if that fails.

        Raises:
            ApplicationControlError: it does not stop in time, even by force.
        """
        if self._stop(application, force=False):
            return
        if not self._stop(application, force=True):
            raise self._too_late(application, READY)

    def _stop(self, application: str, *, force: bool) -> bool:
        """Whether it came to a stop, or is not there at all."""
        asked = False
        running_polls = 0
        for detail in self._polls(application):
            status = detail["ApplicationStatus"]
            if status == READY:
                return True
            if asked and status == RUNNING:
                running_polls += 1
                if running_polls > _STALE_POLLS:
                    return False  # It goes on: the snapshot could not be made.
            if not asked and (status == RUNNING or force):
                try:
                    self._client.stop_application(ApplicationName=application, Force=force)
                except ClientError:
                    return False
                asked = True
        return self.state(application).status == GONE

    def _start(self, application: str) -> None:
        self._client.start_application(
            ApplicationName=application,
            RunConfiguration={
                "ApplicationRestoreConfiguration": self._restore(application),
                # State that the new version does not know would otherwise be dropped in silence.
                "FlinkRunConfiguration": {"AllowNonRestoredState": False},
            },
        )

    def _restore(self, application: str) -> ApplicationRestoreConfigurationTypeDef:
        chosen = json.loads(os.environ.get(RESTORE_FROM, "{}")).get(application)
        if chosen is not None:
            return {
                "ApplicationRestoreType": "RESTORE_FROM_CUSTOM_SNAPSHOT",
                "SnapshotName": chosen,
            }
        snapshots = self._snapshots(application)
        if any(each["SnapshotStatus"] == "READY" for each in snapshots):
            return {"ApplicationRestoreType": "RESTORE_FROM_LATEST_SNAPSHOT"}
        return {"ApplicationRestoreType": "SKIP_RESTORE_FROM_SNAPSHOT"}

    def _snapshots(self, application: str) -> Iterator[Any]:
        pages = self._client.get_paginator("list_application_snapshots")
        for page in pages.paginate(ApplicationName=application):
            yield from page["SnapshotSummaries"]

    def _settled(self, application: str) -> ApplicationDetailTypeDef:
        """The description once no change is under way, which would refuse another."""
        for detail in self._polls(application):
            if detail["ApplicationStatus"] in (READY, RUNNING):
                return detail
        raise self._too_late(application, "READY or RUNNING")

    def _polls(self, application: str) -> Iterator[ApplicationDetailTypeDef]:
        """Descriptions, an interval apart; none once the application is gone."""
        for poll in range(self._patience.polls):
            if poll:
                self._sleep(self._pause_s(poll))
            detail = self._describe(application)
            if detail is None:
                return
            yield detail

    def _pause_s(self, poll: int) -> float:
        """Seconds before a poll: short at first, as some changes take no longer."""
        return min(self._patience.interval_s, 2.0 ** (poll - 1))

    def _describe(self, application: str) -> ApplicationDetailTypeDef | None:
        try:
            answer = self._client.describe_application(ApplicationName=application)
        except self._client.exceptions.ResourceNotFoundException:
            return None
        return answer["ApplicationDetail"]

    def _too_late(self, application: str, expected: str) -> ApplicationControlError:
        status = self.state(application).status
        if status == GONE:
            return ApplicationControlError(f"{application}: there is no such application")
        waited_s = sum(self._pause_s(poll) for poll in range(1, self._patience.polls))
        return ApplicationControlError(
            f"{application}: {status} after {waited_s:.0f} s, {expected} is expected"
        )


def _require_code(application: str, detail: ApplicationDetailTypeDef, code_key: str) -> None:
    running = _code_key(detail)
    if running != code_key:
        raise ApplicationControlError(
            f"{application}: RUNNING on {running}, {code_key} is expected: the service has rolled"
            " the update back"
        )


def _code_key(detail: ApplicationDetailTypeDef) -> str | None:
    configuration: Any = detail.get("ApplicationConfigurationDescription", {})
    code = configuration.get("ApplicationCodeConfigurationDescription", {})
    location = code.get("CodeContentDescription", {}).get(
        "S3ApplicationCodeLocationDescription", {}
    )
    key: str | None = location.get("FileKey")
    return key
