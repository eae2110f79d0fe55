"""Half a year of payments after the recipe of the literature: who defrauds whom, and how much."""

import csv
from pathlib import Path

import numpy as np
import pytest

from scripts.handbook_payments import COLUMNS, HandbookPayments, Size, handbook_payments, write

SIZE = Size(customers=40, terminals=800, days=60)


@pytest.fixture(scope="module")
def payments() -> HandbookPayments:
    return handbook_payments(3, SIZE)


def test_payments_are_in_order_of_time_within_the_days(payments: HandbookPayments) -> None:
    assert payments.second.size > 2_000
    assert (np.diff(payments.second) >= 0).all()
    assert set(payments.day.tolist()) == set(range(SIZE.days))
    assert (payments.second // 86_400 == payments.day).all()


def test_a_customer_pays_at_few_terminals_which_are_near(payments: HandbookPayments) -> None:
    visited = [
        np.unique(payments.terminal[payments.customer == customer]).size
        for customer in np.unique(payments.customer)
    ]
    assert len(visited) > 30
    # A circle with a radius of 5 in a square with sides of 100 has 0.8 % of the terminals.
    assert max(visited) < 20


def test_every_payment_above_220_is_a_fraud_and_most_others_are_none(
    payments: HandbookPayments,
) -> None:
    large = payments.amount > 220
    assert large.sum() > 20
    assert payments.fraud[large].all()
    assert 0 < payments.fraud[~large].mean() < 0.5


def test_all_payments_at_a_compromised_terminal_are_frauds_for_a_while() -> None:
    quiet = handbook_payments(3, Size(customers=40, terminals=20, days=60))
    share = [quiet.fraud[(quiet.terminal == one) & (quiet.day == 40)] for one in range(20)]
    told = [found.mean() for found in share if found.size >= 2]
    assert len(told) >= 2
    # With two new ones of twenty a day, nearly all terminals are compromised by then.
    assert np.mean(told) > 0.8


def test_a_seed_gives_the_same_file_and_another_seed_another(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.csv" for number in range(3)]
    for path, seed in zip(paths, (3, 3, 4), strict=True):
        write(handbook_payments(seed, SIZE), path)
    first, again, other = (path.read_bytes() for path in paths)
    assert first == again != other


def test_the_file_has_a_line_for_each_payment(tmp_path: Path, payments: HandbookPayments) -> None:
    path = tmp_path / "transactions.csv"
    write(payments, path)
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert len(lines) == payments.second.size
    assert lines[0][1].startswith("2018-04-01 ")
    assert sum(int(line[5]) for line in lines) == payments.fraud.sum()
    assert all(float(line[4]) >= 0.01 for line in lines)
