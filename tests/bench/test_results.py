"""The file of results has what runs on the same code have measured."""

from pathlib import Path

import pytest

from bench import results


def test_a_run_of_one_part_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "results.json"
    before = results.begun(path, quick=True)
    results.update(path, before, {"fraud": {"loop_per_s": 1.0}})
    again = results.begun(path, quick=True)
    found = results.update(path, again, {"fraud": {"latency": {}}, "growth": {}})
    assert found == results.read(path)
    assert found["fraud"] == {"loop_per_s": 1.0, "latency": {}}


def test_a_short_run_has_nothing_of_a_full_one(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    results.update(path, results.begun(path, quick=False), {"fraud": {"loop_per_s": 1.0}})
    assert "fraud" not in results.begun(path, quick=True)


def test_what_other_code_measured_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    before = results.begun(path, quick=True) | {"versions": {"revstream": "another"}}
    results.update(path, before, {"growth": {}})
    assert "growth" not in results.begun(path, quick=True)


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"results\.json: expected JSON"):
        results.read(path)
