"""The runner says what it compared, and fails where anything differs."""

import json
import sys

import pytest

from tests.definitions import __main__ as runner
from tests.definitions.cases import Case
from tests.definitions.comparison import Answer
from tests.definitions.random_streams import Fields, Restore
from tests.definitions.reading import interpreter_of


def run(monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["definitions", "--payments", "20", "--json", *options])
    return runner.main()


def test_all_that_was_compared_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--files", "2", "--values", "1", "--changes", "1") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"]["files"], told["changes"]["files"]) == (2, 1)
    assert told["files"]["values"] > 100
    assert told["files"]["failed_seeds"] == told["changes"]["failed_seeds"] == []


class Silent:
    """An engine for which every value is missing."""

    def __init__(self, case: Case) -> None:
        self._interpreter = interpreter_of(case)
        self.label = self._interpreter.label

    def pay(self, fields: Fields) -> Answer:
        kind, values = self._interpreter.pay(fields)
        return kind, dict.fromkeys(values)

    def restore(self, _: Restore) -> None:
        """It has nothing to lose."""


def test_a_difference_is_told_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "engine_of", Silent)
    assert run(monkeypatch, "--files", "1", "--values", "1", "--changes", "0") == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["files"]["failed_seeds"] == [0]
    assert "--- seed 0" in told.err
    assert "engine None, interpreter" in told.err
