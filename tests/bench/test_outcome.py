"""What came out of two runs is compared whatever its order and the time it took."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.outcome import Outcome, outcome_of


def _outcome(folder: Path, *records: Mapping[str, object]) -> Outcome:
    path = folder / f"{len(list(folder.iterdir()))}.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return outcome_of(path)


def test_order_of_records_and_of_fields_and_times_make_no_difference(tmp_path: Path) -> None:
    one: dict[str, object] = {"id": 1, "score": 0.5}
    two: dict[str, object] = {"id": 2, "score": None}
    there = _outcome(tmp_path, one | {"stage_us": {"in_job": 3}}, two)
    here = _outcome(tmp_path, two, {"score": 0.5, "id": 1, "stage_us": {"in_job": 4}})
    assert there == here
    assert here.records == 2


def test_one_other_value_makes_another_outcome(tmp_path: Path) -> None:
    one, two = _outcome(tmp_path, {"score": 0.5}), _outcome(tmp_path, {"score": 0.25})
    assert one.digest != two.digest


def test_a_record_twice_is_another_outcome(tmp_path: Path) -> None:
    once, twice = _outcome(tmp_path, {"id": 1}), _outcome(tmp_path, {"id": 1}, {"id": 1})
    assert once.digest != twice.digest


def test_the_share_of_equal_records_is_told(tmp_path: Path) -> None:
    mine = _outcome(tmp_path, {"id": 1}, {"id": 2}, {"id": 3}, {"id": 4})
    other = _outcome(tmp_path, {"id": 1}, {"id": 5})
    assert mine.share_in(other) == 0.25
    assert mine.share_in(mine) == 1.0


def test_nothing_has_no_share(tmp_path: Path) -> None:
    nothing = _outcome(tmp_path)
    with pytest.raises(ValueError, match="expected records"):
        nothing.share_in(nothing)
