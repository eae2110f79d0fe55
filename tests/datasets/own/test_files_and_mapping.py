"""Which files are read, and which column feeds which field."""

from collections.abc import Callable
from pathlib import Path

import pytest

from datasets.own.description import FileForm
from tests.datasets.own.written import CONSTANT, SIMPLE, read, simple_row, write


def test_a_folder_is_its_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("2.csv", "1.csv", "deeper/0.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write([simple_row(CUSTOMER=name)], tmp_path / name)
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / "README.md").touch()
    history = read(tmp_path)
    assert [payment.card_id for payment in history.payments] == ["1.csv", "2.csv", "deeper/0.csv"]
    assert any("1 files of other kinds" in note for note in history.notes)


def test_several_inputs_are_read_in_the_order_in_which_they_are_given(tmp_path: Path) -> None:
    first = write([simple_row(CUSTOMER="b"), simple_row(CUSTOMER="c")], tmp_path / "b.csv")
    second = write([simple_row(CUSTOMER="a")], tmp_path / "a.csv")
    history = read(first, second)
    assert [payment.card_id for payment in history.payments] == ["b", "c", "a"]
    ids = [payment.transaction_id for payment in history.payments]
    assert ids == ["row-000001", "row-000002", "row-000003"]


def test_many_payments_of_one_time_stay_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [
        simple_row(CUSTOMER=str(number), TIME=f"2025-03-01 00:00:0{number % 3}")
        for number in range(600)
    ]
    payments = read(write(rows, tmp_path / "a.csv")).payments
    expected = sorted(range(600), key=lambda number: number % 3)
    assert [int(payment.card_id) for payment in payments] == expected


def _mixed(folder: Path) -> None:
    write([simple_row()], folder / "a.csv")
    write([simple_row()], folder / "a.parquet")


def _other_columns(folder: Path) -> None:
    write([simple_row()], folder / "a.csv")
    write([{"CUSTOMER": "c", "B": "b"}], folder / "b.csv")


@pytest.mark.parametrize(
    ("fill", "message"),
    [
        (_mixed, "files of one kind expected, got csv .*parquet"),
        (_other_columns, r"b\.csv: .*missing: AMOUNT, TERMINAL, TIME"),
        (lambda folder: (folder / "a.pkl").touch(), "a pickle can run any code"),
        (lambda folder: (folder / "notes.txt").touch(), "no CSV, Parquet or JSON Lines file"),
        (lambda folder: (folder / "a.csv").touch(), "the file is empty"),
        (lambda folder: (folder / "a.parquet").write_text("x"), "not a Parquet file"),
        (lambda folder: (folder / "a.csv").write_text("A,B\n1,2\n"), "cannot be mapped"),
        (lambda folder: (folder / "a.csv").write_text(",".join(simple_row()) + "\n"), "no row"),
    ],
)
def test_a_folder_that_is_not_usable_is_refused(
    tmp_path: Path, fill: Callable[[Path], None], message: str
) -> None:
    fill(tmp_path)
    with pytest.raises(ValueError, match=message):
        read(tmp_path)


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = write([simple_row(CUSTOMER="ä")], tmp_path / "a.csv")
    path.write_bytes(path.read_text().encode("latin-1"))
    with pytest.raises(ValueError, match=r"row 1: text in UTF-8 expected; pass --encoding"):
        read(path)


def test_a_column_of_a_targets_name_maps_itself_and_that_is_noted(tmp_path: Path) -> None:
    row = simple_row(card_id="own", device_id="d-1", amount="99")
    history = read(write([row], tmp_path / "a.csv"), columns=SIMPLE | {"card_id": "CUSTOMER"})
    (payment,) = history.payments
    assert (payment.card_id, payment.device_id, payment.amount_minor) == ("17850", "d-1", 1250)
    assert "Columns taken for the field of their name: device_id." in history.notes
    assert "Columns not used: card_id, amount." in history.notes


def test_a_constant_wins_over_a_column_of_the_same_name_and_that_is_noted(tmp_path: Path) -> None:
    history = read(write([simple_row(country="FR")], tmp_path / "a.csv"))
    assert next(history.payments).country == "DE"
    assert "country: the constant is used, not the column of the same name." in history.notes


@pytest.mark.parametrize(
    ("columns", "constants", "message"),
    [
        (SIMPLE | {"card": "CUSTOMER"}, CONSTANT, "--columns card: no target"),
        (SIMPLE | {"card_id": "KUNDE"}, CONSTANT, "--columns card_id=KUNDE: no such column"),
        (SIMPLE | {"amount_minor": "AMOUNT"}, CONSTANT, "amount, amount_minor: one of them"),
        (SIMPLE, CONSTANT | {"currency": "EURO"}, "--constant currency=EURO: a current ISO"),
        (SIMPLE, CONSTANT | {"card_id": "c"}, "--constant card_id: one of"),
        (SIMPLE | {"country": "TERMINAL"}, CONSTANT, "country: a column or a constant"),
        (SIMPLE, {}, "currency: missing; give --columns currency=COLUMN or --constant"),
        (SIMPLE | {"latitude": "AMOUNT"}, CONSTANT, "latitude, longitude: both expected"),
        (SIMPLE | {"reported_time": "TIME"}, CONSTANT, "is_fraud is expected with it"),
    ],
)
def test_a_mapping_that_is_not_usable_is_refused(
    tmp_path: Path, columns: dict[str, str], constants: dict[str, str], message: str
) -> None:
    path = write([simple_row()], tmp_path / "a.csv")
    with pytest.raises(ValueError, match=message):
        read(path, columns=columns, constants=constants)


def test_two_columns_that_could_feed_one_field_are_not_chosen_from(tmp_path: Path) -> None:
    path = write([simple_row(event_time_s="1", event_time_ms="1")], tmp_path / "a.csv")
    columns = {name: SIMPLE[name] for name in ("card_id", "merchant_id", "amount")}
    with pytest.raises(ValueError, match="the data has event_time_s, event_time_ms; choose one"):
        read(path, columns=columns)


def test_all_that_is_wrong_with_a_mapping_is_said_at_once(tmp_path: Path) -> None:
    path = write([simple_row()], tmp_path / "a.csv")
    with pytest.raises(ValueError, match=r"(?s)card_id.*merchant_id.*amount.*event_time.*CUSTOMER"):
        read(path, columns={"transaction_id": "TIME"})


def test_what_the_data_says_nothing_in_is_listed_with_the_reason(tmp_path: Path) -> None:
    path = write([simple_row(device_id="", ip="10.0.0.1")], tmp_path / "a.csv")
    assert read(path).unfed_fields == {
        "currency": "constant EUR",
        "country": "constant DE",
        "channel": "constant pos",
        "device_id": "absent",
        "latitude": "absent",
        "longitude": "absent",
        "label": "absent",
    }


def test_another_delimiter_can_be_given(tmp_path: Path) -> None:
    path = write([simple_row()], tmp_path / "a.csv")
    path.write_text(path.read_text().replace(",", ";"))
    assert read(path, form=FileForm(delimiter=";")).count == 1
    with pytest.raises(ValueError, match="--delimiter"):
        read(path)


def test_card_numbers_in_place_of_tokens_are_noted_without_showing_one(tmp_path: Path) -> None:
    numbers = ["4111111111111111", "5500000000000004", "1234567890123456"]
    rows = [simple_row(CUSTOMER=number) for number in numbers]
    path = write(rows, tmp_path / "a.csv")
    notes = " ".join(read(path, card_numbers=True).notes)
    assert "look like card numbers" in notes
    assert "4111" not in notes
