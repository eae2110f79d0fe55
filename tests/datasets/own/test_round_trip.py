"""Payments written in every form that is taken come back as they were."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.history import History
from datasets.own.description import Description
from datasets.own.reading import read_history
from events.fraud.payment import Payment
from events.shared.card_numbers import is_card_number
from events.shared.identifiers import identifier_fault
from tests.datasets.own.written import COLUMNS, NOW_MS, iso, major, moment, row, write

pytestmark = pytest.mark.slow

TIMES_MS = st.integers(1_500_000_000_000, 1_500_000_100_000) | st.integers(10**12, NOW_MS)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)
POSITIONS = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))

PAYMENTS = st.lists(
    st.builds(
        lambda position, **fields: Payment(
            latitude=position and position[0], longitude=position and position[1], **fields
        ),
        position=POSITIONS,
        transaction_id=TEXTS.map(lambda text: f"t{text[:40]}").filter(
            lambda text: identifier_fault(text) is None
        ),
        card_id=st.integers(0, 10**17).map(str).filter(lambda text: not is_card_number(text)),
        merchant_id=st.sampled_from(["007", "m-1", "NAN-1", "nulls", 'quoted "x", and more']),
        amount_minor=st.integers(0, 5000) | st.integers(0, 10**12),
        currency=st.sampled_from(["EUR", "JPY", "KWD"]),
        country=st.sampled_from(["DE", "NA"]),
        channel=st.sampled_from(["pos", "e commerce"]),
        event_time_ms=TIMES_MS,
    ),
    min_size=1,
    max_size=12,
)

ENDINGS = st.sampled_from([".csv", ".csv.gz", ".parquet", ".jsonl"])
AMOUNT_FORMS: dict[str, Callable[[Payment], object]] = {
    "amount": major,
    "amount_minor": lambda payment: payment.amount_minor,
}
TIME_FORMS: dict[str, tuple[str, Callable[[int], object]]] = {
    "ISO at UTC": ("event_time", iso),
    "ISO at +05:30": ("event_time", lambda time_ms: iso(time_ms, 330)),
    "ISO at -08:00": ("event_time", lambda time_ms: iso(time_ms, -480)),
    "ISO without a zone": ("event_time", lambda time_ms: moment(time_ms).isoformat(" ")),
    "epoch seconds": ("event_time_s", lambda time_ms: f"{time_ms // 1000}.{time_ms % 1000:03d}"),
    "epoch milliseconds": ("event_time_ms", lambda time_ms: time_ms),
}


def written_and_read(
    payments: list[Payment], ending: str, amounts: str, times: str, order: str
) -> History:
    """The payments through a file; every third is a fraud."""
    target, time = TIME_FORMS[times]
    rows = [
        row(
            each,
            fraud=number % 3 == 0,
            amount=AMOUNT_FORMS[amounts](each),
            time=time(each.event_time_ms),
        )
        for number, each in enumerate(payments)
    ]
    columns = {**COLUMNS, amounts: "AMOUNT", target: "TIME"}
    with TemporaryDirectory() as folder:
        path = write(rows, Path(folder) / f"payments{ending}")
        return read_history(Description((path,), columns, order=order), NOW_MS)  # type: ignore[arg-type]


@settings(max_examples=60)
@given(
    payments=PAYMENTS,
    ending=ENDINGS,
    amounts=st.sampled_from(list(AMOUNT_FORMS)),
    times=st.sampled_from(list(TIME_FORMS)),
)
def test_what_was_written_in_any_form_is_read_back_in_the_order_of_the_file(
    payments: list[Payment], ending: str, amounts: str, times: str
) -> None:
    history = written_and_read(payments, ending, amounts, times, "arrival")
    assert list(history.payments) == payments
    assert list(history.payments) == payments
    assert history.count == len(payments)


@settings(max_examples=30)
@given(payments=PAYMENTS, ending=ENDINGS)
def test_payments_come_by_event_time_and_ties_in_the_order_of_the_file(
    payments: list[Payment], ending: str
) -> None:
    history = written_and_read(payments, ending, "amount", "ISO at UTC", "event-time")
    assert list(history.payments) == sorted(payments, key=lambda each: each.event_time_ms)


@settings(max_examples=30)
@given(payments=PAYMENTS, data=st.data())
def test_the_same_payments_have_the_same_id_in_every_form(
    payments: list[Payment], data: st.DataObject
) -> None:
    ids = set()
    for ending in (".csv", ".parquet", ".jsonl"):
        amounts = data.draw(st.sampled_from(list(AMOUNT_FORMS)))
        times = data.draw(st.sampled_from(list(TIME_FORMS)))
        ids.add(written_and_read(payments, ending, amounts, times, "arrival").data_id)
    assert len(ids) == 1


@settings(max_examples=30)
@given(payments=PAYMENTS)
def test_each_fraud_has_a_chargeback_a_week_later_and_no_other_payment_has(
    payments: list[Payment],
) -> None:
    history = written_and_read(payments, ".csv", "amount", "ISO at UTC", "arrival")
    expected = {
        (each.card_id, each.transaction_id, each.event_time_ms, each.event_time_ms + 604_800_000)
        for each in payments[::3]
    }
    found = {
        (each.card_id, each.transaction_id, each.event_time_ms, each.reported_time_ms)
        for each in history.labels
    }
    assert found == expected
    assert all(each.is_fraud for each in history.labels)
    reported = [each.reported_time_ms for each in history.labels]
    assert reported == sorted(reported)
