"""What the probe of a stack has written to its log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from events.probe_report import MARK, ProbeReport, from_text
from release.aws.faults import translated
from release.errors import CloudRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_logs import CloudWatchLogsClient

_PATTERN: Final = f'"{MARK.strip()}"'
_MISSING: Final = "ResourceNotFoundException"


def connect(region: str) -> CloudWatchLogsClient:
    """CloudWatch Logs of a region, by the credentials of AWS's default chain."""
    config = Config(retries={"mode": "standard", "total_max_attempts": 5})
    return boto3.client("logs", region_name=region, config=config)


def newest_reports(client: CloudWatchLogsClient, log_group: str) -> list[ProbeReport]:
    """The newest report of the program, and that of a worker; none where there is no log.

    Raises:
        CloudRefused: the log may not be read.
        CloudUnavailable: there was no answer.
    """
    newest: dict[str, tuple[int, ProbeReport]] = {}
    for at_ms, message in _messages(client, log_group):
        report = from_text(message)
        if report is not None and at_ms >= newest.get(report.side, (0, report))[0]:
            newest[report.side] = (at_ms, report)
    return [newest[side][1] for side in ("program", "worker") if side in newest]


def _messages(client: CloudWatchLogsClient, log_group: str) -> Iterator[tuple[int, str]]:
    """Time and text of every message with a report; the service logs each as JSON."""
    pages = client.get_paginator("filter_log_events")
    try:
        with translated():
            for page in pages.paginate(logGroupName=log_group, filterPattern=_PATTERN):
                for event in page["events"]:
                    yield event["timestamp"], _message(event["message"])
    except CloudRefused as error:
        if error.code != _MISSING:
            raise


def _message(logged: str) -> str:
    try:
        return str(json.loads(logged)["message"])
    except (ValueError, KeyError, TypeError):
        return logged
