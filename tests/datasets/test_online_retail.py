"""What becomes of invoices: on small files that say all, and on the whole data."""

from collections import Counter, defaultdict
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from time import time_ns
from typing import Any

import pytest
from pyarrow import parquet

from datasets.online_retail import RetailCounts, load_payments
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.json_records import encode
from tests.datasets.invoice_lines import line, write_lines


def test_a_payment_is_the_total_of_its_invoice_at_its_dearest_item(tmp_path: Path) -> None:
    lines = [
        line("536365", minute=1, Quantity=6),
        line("536365", StockCode="22632", UnitPrice=4.25, Quantity=4),
        line("536365", StockCode="22633", UnitPrice=17.0),
    ]
    payments, _ = load_payments(write_lines(tmp_path / "lines.parquet", *lines))
    assert payments == [
        Payment(
            transaction_id="536365",
            card_id="17850",
            merchant_id="22632",
            amount_minor=4930,
            currency="GBP",
            country="GB",
            channel="ecommerce",
            event_time_ms=1_294_135_200_000,
        )
    ]


def test_every_invoice_is_counted_once_whatever_became_of_it(tmp_path: Path) -> None:
    lines = [
        line("1"),
        line("C2", Quantity=-1, CustomerID=None),
        line("A3", UnitPrice=-5.0),
        line("4", CustomerID=None, Country="Unspecified"),
        line("5", UnitPrice=0.0, Country="Channel Islands"),
        line("6", Country="Channel Islands"),
        line("7", Country="European Community"),
    ]
    _, counts = load_payments(write_lines(tmp_path / "lines.parquet", *lines))
    assert counts == RetailCounts(7, 7, 1, 2, 1, 1, 2)


def test_payments_of_one_minute_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    lines = [line("9", minute=5), line("8", minute=5), line("7", minute=6), line("10", minute=5)]
    payments, _ = load_payments(write_lines(tmp_path / "lines.parquet", *lines))
    assert [payment.transaction_id for payment in payments] == ["10", "8", "9", "7"]


@pytest.mark.parametrize(
    ("price", "quantity", "pence"),
    [
        (0.29, 100, 2900),
        (1.15, 3, 345),
        (0.001, 4, 0),
        (0.001, 5, 1),
        (38970.0, 80995, 315637515000),
    ],
)
def test_a_total_is_exact_and_rounded_half_up_to_pence_once(
    tmp_path: Path, price: float, quantity: int, pence: int
) -> None:
    lines = [line("1", UnitPrice=price, Quantity=quantity), line("1", UnitPrice=1.0)]
    payments, _ = load_payments(write_lines(tmp_path / "lines.parquet", *lines))
    assert payments[0].amount_minor == pence + 100


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([line("1", UnitPrice=0.0005)], "UnitPrice: "),
        ([line("1", UnitPrice=None)], "UnitPrice: "),
        ([line("1"), line("1", CustomerID=None)], "CustomerID: "),
        ([line("1"), line("1", Country="France")], "Country: "),
    ],
)
def test_a_file_that_is_not_this_data_is_refused_with_its_column(
    tmp_path: Path, lines: list[dict[str, Any]], message: str
) -> None:
    path = write_lines(tmp_path / "lines.parquet", *lines)
    with pytest.raises(ValueError, match=message):
        load_payments(path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lines.parquet", line("1"))
    parquet.write_table(parquet.read_table(path).drop(["Quantity"]), path)
    with pytest.raises(ValueError, match="Quantity"):
        load_payments(path)


def test_the_counts_of_the_whole_data_add_up(
    retail: tuple[list[Payment], RetailCounts],
) -> None:
    payments, counts = retail
    parts = asdict(counts)
    assert parts.pop("lines") == 541_909
    assert parts.pop("invoices") == sum(parts.values())
    assert counts.payments == len(payments) == len({p.transaction_id for p in payments})


def test_every_payment_of_the_whole_data_keeps_the_wire_contract(
    retail: tuple[list[Payment], RetailCounts],
) -> None:
    decoder, now_ms = PaymentDecoder(), time_ns() // 1_000_000
    decoded = [decoder.decode(encode(payment), now_ms) for payment in retail[0]]
    assert decoded == retail[0]


def test_amounts_of_the_whole_data_are_those_of_a_naive_sum_of_decimals(
    retail_file: Path, retail: tuple[list[Payment], RetailCounts]
) -> None:
    columns = ["InvoiceNo", "Quantity", "UnitPrice", "CustomerID", "Country"]
    table = parquet.read_table(retail_file, columns=columns)
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    cards: dict[str, tuple[int | None, str]] = {}
    rows = zip(*(table[name].to_pylist() for name in columns), strict=True)
    for invoice, quantity, price, customer, country in rows:
        totals[invoice] += quantity * Decimal(repr(price))
        cards[invoice] = (customer, country)
    nowhere = {"Channel Islands", "European Community", "Unspecified"}
    pence = {
        (invoice, str(cards[invoice][0])): int((total * 100).to_integral_value(ROUND_HALF_UP))
        for invoice, total in totals.items()
        if total > 0 and cards[invoice][0] is not None and cards[invoice][1] not in nowhere
    }
    assert {(p.transaction_id, p.card_id): p.amount_minor for p in retail[0]} == pence


def test_the_whole_data_has_ties_within_cards_and_within_merchants(
    retail: tuple[list[Payment], RetailCounts],
) -> None:
    cards = Counter((p.card_id, p.event_time_ms) for p in retail[0])
    merchants = Counter((p.merchant_id, p.event_time_ms) for p in retail[0])
    assert max(cards.values()) > 1
    assert max(merchants.values()) > 1
