"""Own fields of a definition file in files with columns: read by their type, faults with rows."""

from dataclasses import replace
from pathlib import Path

import pytest

from datasets.history import History
from datasets.own.description import Description
from datasets.own.faults import FaultyRowsError
from datasets.own.reading import read_history
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.money.base_amounts import MoneyTerms
from events.shared.money.shipped_rates import shipped_rates
from events.shared.own_fields import OwnField
from tests.datasets.own.written import NOW_MS

FIELDS = (
    OwnField(name="mcc", type="text", longest=4),
    OwnField(name="fee", type="decimal", digits=2, least=0, most=100),
    OwnField(name="items", type="integer", required=True),
    OwnField(name="gift", type="boolean"),
    OwnField(name="ship_to", type="country"),
    OwnField(name="born_ms", type="time"),
)
EUROS = MoneyTerms(base_currency="EUR", table=shipped_rates())
CONTRACT = PaymentContract(fields=FIELDS, money=EUROS)
HEADER = (
    "transaction_id,card_id,merchant_id,amount_minor,currency,country,channel,event_time_ms,"
    "Category,fee,items,gift,ship_to,born_ms"
)
FULL = "t1,c1,m1,1000,EUR,DE,pos,1740000000000,5411,1.5,3,true,FR,1000"
SPARSE = "t2,c1,m1,1000,JPY,JP,pos,1740000001000,,,4,,,"


def read(folder: Path, *rows: str, contract: PaymentContract = CONTRACT) -> History:
    path = folder / "payments.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n")
    return read_history(Description((path,), {"mcc": "Category"}, contract=contract), NOW_MS)


def own(payment: Payment) -> list[object]:
    return [getattr(payment, field.name) for field in FIELDS]


def test_a_row_has_own_fields_by_their_types_and_its_amount_compared(tmp_path: Path) -> None:
    full, sparse = read(tmp_path, FULL, SPARSE).payments
    assert own(full) == ["5411", 150, 3, True, "FR", 1000]
    assert own(sparse) == [None, None, 4, None, None, None]
    assert full.amount_base_minor == 1000
    assert sparse.amount_base_minor not in {None, 1000}


def test_the_job_reads_from_their_records_the_same_payments(tmp_path: Path) -> None:
    history = read(tmp_path, FULL, SPARSE)
    decode = PaymentDecoder(contract=CONTRACT).decode
    assert [decode(line, NOW_MS) for line in history.records] == list(history.payments)


@pytest.mark.parametrize(
    ("value", "instead", "fault"),
    [
        ("5411", "54111", "mcc"),
        ("1.5", "1.505", "fee"),
        ("1.5", "100.01", "fee"),
        (",3,", ",,", "items"),
        ("true", "maybe", "gift"),
        ("FR", "XX", "ship_to"),
        ("1000\n", "soon\n", "born_ms"),
    ],
)
def test_a_value_that_is_none_of_its_field_is_a_fault(
    tmp_path: Path, value: str, instead: str, fault: str
) -> None:
    row = (FULL + "\n").replace(value, instead).rstrip("\n")
    assert row != FULL
    with pytest.raises(FaultyRowsError, match=fault):
        read(tmp_path, row, SPARSE)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (FULL.replace(",3,", ",x3,"), "items: a whole number expected, got 'x3'"),
        (FULL.replace(",3,", ",3.5,"), "items: a whole number expected, got '3.5'"),
        (
            FULL.replace(",1000", ",soon").replace("m1,soon", "m1,1000"),
            "born_ms: a whole number of milliseconds since 1970 expected, got 'soon'",
        ),
        (FULL.replace("1.5", "a"), "fee: a number with a decimal point expected, got 'a'"),
    ],
)
def test_a_fault_says_what_its_field_expects_and_the_value(
    tmp_path: Path, row: str, said: str
) -> None:
    with pytest.raises(FaultyRowsError) as error:
        read(tmp_path, row, SPARSE)
    assert said in str(error.value)


def test_the_value_of_a_personal_field_is_not_said(tmp_path: Path) -> None:
    fields = [replace(field, personal=field.name == "items") for field in FIELDS]
    personal = PaymentContract(fields=tuple(fields), money=EUROS)
    with pytest.raises(FaultyRowsError) as error:
        read(tmp_path, FULL.replace(",3,", ",x3,"), SPARSE, contract=personal)
    assert "items: a whole number expected\n" in str(error.value)
    assert "x3" not in str(error.value)


def test_a_payment_without_a_rate_is_left_out_and_counted(tmp_path: Path) -> None:
    one_currency = PaymentContract(fields=FIELDS, money=MoneyTerms(base_currency="EUR"))
    history = read(tmp_path, FULL, SPARSE, contract=one_currency)
    assert [payment.transaction_id for payment in history.payments] == ["t1"]
    assert any("1 x no rate of JPY" in note for note in history.notes)
    assert history.counts is not None
    assert (history.counts.taken, history.counts.faulty) == (1, 1)


def test_an_own_field_of_a_target_s_name_is_refused(tmp_path: Path) -> None:
    taken = PaymentContract(fields=(*FIELDS, OwnField(name="amount", type="integer")))
    with pytest.raises(ValueError, match="own field amount: is a target already"):
        read(tmp_path, FULL, contract=taken)
