"""While a job is built no collection releases Java objects in another thread."""

import gc
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared import execution
from jobs.shared.collection_pause import no_collection


class _BuiltError(Exception):
    """The job was built, and not started."""


def test_nothing_is_collected_until_the_end_and_then_as_before() -> None:
    with no_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_job_is_built_without_any_collection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    enabled = []

    def environment(_settings: object, _folder: Path, _options: Mapping[str, str]) -> Any:  # noqa: ANN401 - of no kind
        enabled.append(gc.isenabled())
        return None, None

    def build(*_: object) -> None:
        enabled.append(gc.isenabled())
        raise _BuiltError

    monkeypatch.setattr(execution, "create_environment", environment)
    settings = load_settings({}, {"source.uri": f"file:{tmp_path / 'payments.jsonl'}"})
    (tmp_path / "payments.jsonl").touch()
    with pytest.raises(_BuiltError):
        execution.run_local(replace(FRAUD, build=build), settings)
    assert enabled == [False, False]
    assert gc.isenabled()
