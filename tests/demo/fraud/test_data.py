"""The demo's data say beforehand what must become of every record."""

from pathlib import Path

from demo.fraud.data import Expected, write_data
from demo.fraud.outputs import causes
from events.shared.rejected import Fault
from tests.demo.fraud.cases import small_data, truth


def test_records_are_counted_by_kind() -> None:
    assert small_data().expected == Expected(
        records=6, payments=4, late=1, duplicates=1, malformed=1
    )


def test_a_payment_has_the_place_of_its_first_arrival() -> None:
    assert small_data().place == {"a": 0, "b": 1, "c": 3, "d": 5}


def test_the_truth_is_known_of_every_payment() -> None:
    assert small_data().truth["b"] == truth("b", "leaked_card")
    assert small_data().truth["d"] == truth("d")


def test_the_file_has_a_line_a_record(tmp_path: Path) -> None:
    files = write_data(small_data(), tmp_path / "new")
    assert len(files.payments.read_bytes().splitlines()) == 6
    assert files.labels is None


def test_a_dead_letter_in_parts_is_one_rejected_record() -> None:
    letters = Fault("oversized", None, "").dead_letters(b"x" * 100, 30)
    assert causes(letters) == {"oversized": 1}
