"""A store that does not answer is said before a run waits for it."""

from dataclasses import replace

import pytest

from cli.run.body import say_if_store_is_away
from jobs.fraud.settings import FraudSettings, load_settings
from machine.ports import free_ports


@pytest.fixture
def settings() -> FraudSettings:
    return load_settings({}, {"source.uri": "file:payments.jsonl", "sink.uri": "file:OUT"})


def test_a_store_away_is_a_warning_that_names_the_setting(
    settings: FraudSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    (port,) = free_ports(1)
    say_if_store_is_away(replace(settings, store_url=f"redis://127.0.0.1:{port}"))
    said = capsys.readouterr().err
    assert said.startswith("warning: store.url: the store does not answer: ")
    assert "Connection refused" in said


def test_without_a_store_nothing_is_said(
    settings: FraudSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    say_if_store_is_away(settings)
    assert capsys.readouterr().err == ""
