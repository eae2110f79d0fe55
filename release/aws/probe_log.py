"""What the probe of a stack has written to its log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from botocore.config import Config

from events.shared.probe_report import MARK, ProbeReport, from_text
from infra.aws_access import open_aws, require_account
from release.aws.faults import translated
from release.errors import CloudRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_logs import CloudWatchLogsClient

    from infra.stack_config import StackConfig

_PATTERN: Final = f'"{MARK.strip()}"'
_MISSING: Final = "ResourceNotFoundException"


def connect(config: StackConfig) -> CloudWatchLogsClient:
    """CloudWatch Logs, as the stack's providers see it and in its account.

    Raises:
        AccountError: there is no way in, or it leads into another account.
    """
    session = open_aws(config.access, config.region)
    require_account(config.access, session)
    patient = Config(retries={"mode": "standard", "total_max_attempts": 5})
    return session.client("logs", config=patient)


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
