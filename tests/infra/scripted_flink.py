"""Managed Flink as a script: what each description says in turn, and what was asked of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError


class _MissingError(ClientError):
    pass


class _Exceptions:
    ResourceNotFoundException = _MissingError


class _Snapshots:
    def __init__(self, snapshots: Sequence[str]) -> None:
        self._snapshots = snapshots

    def paginate(self, **_request: object) -> Iterator[dict[str, Any]]:
        for status in self._snapshots:
            yield {"SnapshotSummaries": [{"SnapshotName": "s", "SnapshotStatus": status}]}


class ScriptedFlink:
    """A client of one application.

    Args:
        statuses: one for each description in turn, the last for ever; `GONE` for none.
        code_key: key of the code that it runs.
        snapshots: statuses of its snapshots.
        refuses_stop: whether a stop with a snapshot is an error.
        rolled_back_from: the version that the service took back last; it is at version 7.
    """

    exceptions = _Exceptions

    def __init__(
        self,
        *statuses: str,
        code_key: str = "new",
        snapshots: Sequence[str] = (),
        refuses_stop: bool = False,
        rolled_back_from: int | None = None,
    ) -> None:
        self._statuses = list(statuses)
        self._code_key = code_key
        self._snapshots = snapshots
        self._refuses_stop = refuses_stop
        self._rolled_back = (
            {}
            if rolled_back_from is None
            else {"ApplicationVersionRolledBackFrom": rolled_back_from}
        )
        self.asked: list[tuple[str, Any]] = []

    def describe_application(self, **_request: object) -> dict[str, Any]:
        status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
        if status == "GONE":
            raise _MissingError(
                {"Error": {"Code": "ResourceNotFoundException"}}, "DescribeApplication"
            )
        location = {"S3ApplicationCodeLocationDescription": {"FileKey": self._code_key}}
        code = {"CodeContentDescription": location}
        return {
            "ApplicationDetail": {
                "ApplicationStatus": status,
                "ApplicationVersionId": 7,
                **self._rolled_back,
                "ApplicationConfigurationDescription": {
                    "ApplicationCodeConfigurationDescription": code
                },
            }
        }

    def get_paginator(self, operation: str) -> _Snapshots:
        assert operation == "list_application_snapshots"
        return _Snapshots(self._snapshots)

    def start_application(self, **request: dict[str, Any]) -> None:
        restore = request["RunConfiguration"]["ApplicationRestoreConfiguration"]
        self.asked.append(("start", restore["ApplicationRestoreType"]))

    def stop_application(self, **request: object) -> None:
        self.asked.append(("stop", request["Force"]))
        if self._refuses_stop and not request["Force"]:
            raise ClientError({"Error": {"Code": "InvalidApplicationConfiguration"}}, "Stop")
