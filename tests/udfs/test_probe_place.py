"""A probe says what it finds, goes on after a fault, and shows no secret."""

import socket

import pytest
from botocore.credentials import Credentials
from botocore.session import Session

from events.shared.probe_report import Finding
from online_store.credentials import described_credentials
from udfs.fraud.probed import own_checks
from udfs.shared.probe.place import checks, findings

SECRET = "made-up"


def _broken() -> str:
    raise OSError("first line\nsecond line")


def test_a_check_that_fails_is_a_fault_and_the_others_go_on() -> None:
    assert findings({"broken": _broken, "whole": lambda: "here"}) == (
        Finding("broken", fault="OSError: first line"),
        Finding("whole", "here"),
    )


def test_this_machine_has_all_that_the_job_needs() -> None:
    found = {finding.name: finding for finding in findings(checks(None, own_checks()))}
    assert [finding for finding in found.values() if finding.fault] == []
    assert found["onnxruntime"].value.startswith("1.25.1 ")
    assert found["python"].value.startswith("3.11.")
    assert "scores as trained" in found["decider"].value


def test_credentials_show_their_kind_and_account_alone() -> None:
    session = Session()
    session.set_credentials("AKIAMADEUP", SECRET, "token", account_id="111122223333")
    described = described_credentials(session)
    assert described == "explicit, account 111122223333"


def test_a_place_without_credentials_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: Session) -> Credentials | None:
        return None

    monkeypatch.setattr(Session, "get_credentials", none)
    with pytest.raises(LookupError, match="none found by AWS's default chain"):
        described_credentials(Session())


def test_every_endpoint_of_the_region_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def resolve(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.40.1.5", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    services = ("kinesis", "logs", "monitoring", "s3")
    every = checks("eu-central-1", {})
    found = findings({name: every[name] for name in services})
    assert asked == [f"{name}.eu-central-1.amazonaws.com" for name in services]
    assert found[0].value == "kinesis.eu-central-1.amazonaws.com is 10.40.1.5, private"
