"""A release works in the stack's account or not at all."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.automation import StackWorkspace
from infra.stack_config import AccessConfig, StackConfig
from release.errors import Refused
from release.limits import Limits
from release.session import open_session
from tests.infra.emulator.server import ROOT_CREDENTIALS, EmulatedAws
from tests.release.world import Lines


@pytest.fixture
def emulated(aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> EmulatedAws:
    """The emulator, found by the standard variables."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint_url)
    for name, value in ROOT_CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return aws


def _stack_of(account_id: str, region: str) -> SimpleNamespace:
    access = AccessConfig(account_ids=(account_id,))
    config = StackConfig(environment="dev", region=region, access=access)
    return SimpleNamespace(config=lambda: config)


def test_credentials_of_another_account_are_refused_before_a_release_begins(
    emulated: EmulatedAws, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stack = _stack_of("999999999999", emulated.region)
    monkeypatch.setattr(StackWorkspace, "open", lambda *_, **__: stack)
    lines = Lines()
    with pytest.raises(Refused, match="999999999999 is expected: nothing was changed"):
        open_session("dev", tmp_path, lines, lambda lag_ms: Limits(lag_ms=lag_ms))
    assert lines.steps == []
