"""`revstream probe` prints what was found, and says no where anything is missing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import probe
from events.shared.probe_report import Finding, ProbeReport
from infra.aws_access import AccountError
from release.errors import CloudUnavailable

PROGRAM = ProbeReport("program", (Finding("glibc", "2.36"), Finding("memory", "4,096 MiB")))
WORKER = ProbeReport("worker", (Finding("glibc", "2.26"),))
STACK = """\
config:
  aws:region: eu-central-1
  aws-native:region: eu-central-1
  revstream:environment: dev
"""


def _asked(monkeypatch: pytest.MonkeyPatch, *reports: ProbeReport) -> Result:
    monkeypatch.setattr(probe, "_here", lambda _region, _mode: list(reports))
    return CliRunner().invoke(probe.command, ["--local"])


def test_both_sides_are_shown_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    result = _asked(monkeypatch, PROGRAM, WORKER)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "program",
        "  glibc   2.36",
        "  memory  4,096 MiB",
        "",
        "worker",
        "  glibc  2.26",
    ]


def test_a_fault_is_marked_and_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = ProbeReport("worker", (Finding("s3", fault="gaierror: Name not known"),))
    result = _asked(monkeypatch, PROGRAM, faulty)
    assert result.exit_code == 1
    assert "  s3  FAULT gaierror: Name not known" in result.output


def test_a_worker_without_a_report_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    result = _asked(monkeypatch, PROGRAM)
    assert result.exit_code == 1
    assert "no report of the worker: the log says why the job did not start" in result.output


def test_json_has_every_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_here", lambda _region, _mode: [PROGRAM, WORKER])
    printed = json.loads(CliRunner().invoke(probe.command, ["--local", "--json"]).stdout)
    assert [report["side"] for report in printed] == ["program", "worker"]
    assert printed[1]["findings"] == [{"name": "glibc", "value": "2.26"}]


@pytest.mark.parametrize("options", [(), ("--local", "--stack", "dev")])
def test_one_place_is_asked_for(options: tuple[str, ...]) -> None:
    result = CliRunner().invoke(probe.command, options)
    assert result.exit_code == 2
    assert "one of --local and --stack is expected" in result.output


def _of_stack(tmp_path: Path) -> Result:
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    return CliRunner().invoke(probe.command, ["--stack", "dev", "--folder", str(tmp_path)])


def test_a_log_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> list[ProbeReport]:
        raise CloudUnavailable("no credentials")

    monkeypatch.setattr("release.aws.probe_log.newest_reports", unreachable)
    refused = _of_stack(tmp_path).exception
    assert isinstance(refused, RuntimeError)
    assert str(refused) == "/revstream/dev/probe: cannot be read: no credentials"


def test_a_stack_whose_probe_has_not_run_is_told_how_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("release.aws.probe_log.newest_reports", lambda *_: [])
    refused = _of_stack(tmp_path).exception
    assert isinstance(refused, RuntimeError)
    assert "no report of a probe in eu-central-1: has the stack probe: {enabled: true}" in str(
        refused
    )


def test_a_log_is_read_as_whom_the_stack_says(tmp_path: Path) -> None:
    profiles = "  aws:profile: nobody\n  aws-native:profile: nobody\n"
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK + profiles)
    refused = CliRunner().invoke(probe.command, ["--stack", "dev", "--folder", str(tmp_path)])
    assert str(refused.exception).startswith(
        "/revstream/dev/probe: cannot be read: access.profile: 'nobody'"
    )


def test_no_log_of_another_account_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AccountError("the credentials are of account 111122223333")

    monkeypatch.setattr("release.aws.probe_log.require_account", refuse)
    assert str(_of_stack(tmp_path).exception) == (
        "/revstream/dev/probe: cannot be read: the credentials are of account 111122223333"
    )
