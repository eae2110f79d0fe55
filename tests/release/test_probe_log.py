"""Of what a probe has logged, the newest report of each side is read."""

import json
from typing import Any, cast

from events.shared.probe_report import Finding, ProbeReport, as_line
from release.aws.probe_log import newest_reports
from tests.infra.emulator.server import EmulatedAws

OLD = ProbeReport("program", (Finding("glibc", "2.26"),))
PROGRAM = ProbeReport("program", (Finding("glibc", "2.36"),))
WORKER = ProbeReport("worker", (Finding("memory", "4,096 MiB"),))
START_MS = 1_764_000_000_000


def _as_the_service_logs(text: str) -> str:
    return json.dumps({"logger": "revstream.probe", "message": text, "messageType": "INFO"})


def _logged(aws: EmulatedAws, group: str, *messages: str) -> list[ProbeReport]:
    client = cast("Any", aws.client("logs"))
    client.create_log_group(logGroupName=group)
    client.create_log_stream(logGroupName=group, logStreamName="application")
    events = [
        {"timestamp": START_MS + 1_000 * number, "message": message}
        for number, message in enumerate(messages)
    ]
    client.put_log_events(logGroupName=group, logStreamName="application", logEvents=events)
    return newest_reports(client, group)


def test_the_newest_report_of_each_side_is_read(aws: EmulatedAws) -> None:
    reports = map(as_line, (OLD, WORKER, PROGRAM))
    messages = [_as_the_service_logs(text) for text in ("job is starting", *reports, "job ended")]
    assert _logged(aws, "/revstream/newest/probe", *messages) == [PROGRAM, WORKER]


def test_a_program_without_a_worker_is_all_there_is(aws: EmulatedAws) -> None:
    assert _logged(aws, "/revstream/alone/probe", as_line(PROGRAM)) == [PROGRAM]


def test_a_stack_without_a_probe_has_none(aws: EmulatedAws) -> None:
    client = cast("Any", aws.client("logs"))
    assert newest_reports(client, "/revstream/none/probe") == []
