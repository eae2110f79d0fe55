"""Exports as processors write them are read by the mapping that their own rows suggest."""

from dataclasses import replace
from pathlib import Path

import pytest

from datasets.history import History
from datasets.own.description import LabelTable
from datasets.own.files import Kind
from datasets.own.mapping_file import read_mapping_file
from datasets.own.payment_suggestion import suggestion_for
from datasets.own.reading import read_history
from datasets.own.sample import sample_of
from datasets.own.suggestion import Suggestion
from tests.datasets.own.written import NOW_MS, SIMPLE, Row, simple_row, write

EXPORTS = Path(__file__).parent / "exports"
STRIPE, ADYEN = EXPORTS / "stripe_like.csv", EXPORTS / "adyen_like.csv"


def suggested(path: Path, constants: dict[str, str], kind: Kind = "csv") -> Suggestion:
    return suggestion_for(sample_of(path, kind), {}, constants, NOW_MS)


def read_as_suggested(path: Path, constants: dict[str, str], folder: Path) -> History:
    made = suggested(path, constants)
    assert made.undecided == []
    mapping = folder / "mapping.yaml"
    mapping.write_text(made.text())
    return read_history(read_mapping_file(mapping).description((path,)), NOW_MS)


def test_an_export_with_refunds_and_small_codes_needs_no_edit(tmp_path: Path) -> None:
    history = read_as_suggested(STRIPE, {"channel": "ecommerce"}, tmp_path)
    read = [(each.transaction_id[-3:], each.amount_minor) for each in history.payments]
    assert read == [("aaa", 104_250), ("aab", 8_151), ("aac", 8_565), ("aad", 5_099)]
    assert {each.currency for each in history.payments} == {"EUR", "USD"}
    assert history.counts is not None
    assert (history.counts.rows, history.counts.left_out) == (6, 2)


def test_a_payment_that_was_refunded_later_is_a_payment() -> None:
    assert "85.65,eur,1.05,Live,Charge,Refunded" in STRIPE.read_text()
    made = suggested(STRIPE, {"channel": "ecommerce"})
    assert made.entries["left_out"] == {"Type": ["Payout", "Refund"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_an_export_of_another_country_needs_no_edit_in_any_encoding(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(ADYEN.read_text("utf-8").encode(encoding))
    history = read_as_suggested(path, {}, tmp_path)
    read = [(each.card_id, each.amount_minor, each.country) for each in history.payments]
    assert read == [
        ("shopper-17", 104_250, "DE"),
        ("shopper-18", 8_151, "AT"),
        ("shopper-17", 700, "DE"),
        ("shopper-19", 1_200, "DE"),
    ]


def test_a_list_of_chargebacks_finds_its_payments(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        suggested(ADYEN, {}).text()
        + 'labels: {columns: {transaction_id: psp, reported_time: raised}, delimiter: ";",'
        " time_format: '%d.%m.%Y %H:%M'}\n"
    )
    said = read_mapping_file(mapping)
    assert said.label_table != LabelTable()
    described = said.description((ADYEN,), EXPORTS / "chargebacks.csv")
    (label,) = read_history(described, NOW_MS).labels
    assert (label.card_id, label.reported_time_ms) == ("shopper-18", 1_741_770_000_000)


@pytest.mark.parametrize(
    ("rows", "undecided"),
    [
        ([simple_row(AMOUNT="1,234")], "decimal, thousands: AMOUNT: several fit"),
        ([simple_row(TIME="01/02/2025 10:00")], "time_format: TIME: one of %d/%m/%Y %H:%M, %m/"),
        ([simple_row(TIME="yesterday")], "time_format: TIME: no known form"),
        ([simple_row(COUNTRY="Germany")], "values: country: the code of Germany"),
        ([simple_row()], "columns or constants: country: no column looks like it"),
    ],
)
def test_what_a_sample_leaves_open_is_said_and_not_guessed(
    tmp_path: Path, rows: list[Row], undecided: str
) -> None:
    made = suggested(write(rows, tmp_path / "a.csv"), {"currency": "KWD"})
    assert any(undecided in line for line in made.undecided)
    assert f"# to do: {undecided}" in made.text()


def test_what_is_known_is_kept_and_only_the_rest_suggested(tmp_path: Path) -> None:
    path = write([simple_row(A="1")], tmp_path / "a.jsonl")
    made = suggestion_for(sample_of(path, "json lines"), SIMPLE | {"device_id": "A"}, {}, NOW_MS)
    assert made.entries["columns"] == {**SIMPLE, "device_id": "A"}


@pytest.mark.parametrize(
    ("time", "target"),
    [("1740832200", "event_time_s"), ("1740832200000", "event_time_ms")],
)
def test_the_unit_of_an_epoch_is_told_from_its_size(tmp_path: Path, time: str, target: str) -> None:
    made = suggested(write([simple_row(TIME=time)], tmp_path / "a.csv"), {})
    assert made.entries["columns"][target] == "TIME"


def test_a_mapping_with_options_is_that_of_both(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(suggested(STRIPE, {"channel": "pos"}).text())
    said = read_mapping_file(mapping)
    changed = replace(said, constants={"channel": "atm"})
    assert changed.over(said).description((STRIPE,)).constants == {"channel": "atm"}
