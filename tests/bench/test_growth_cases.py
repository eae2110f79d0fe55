"""A case of growth has the keys and the disorder that it says."""

import json
from pathlib import Path

from bench.growth_cases import Case, write_case


def _payments(case: Case, measured: int, folder: Path) -> list[dict[str, object]]:
    path = folder / "payments.jsonl"
    count = write_case(case, measured, path)
    payments = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(payments) == count == case.warm_up + measured
    return payments


def test_every_card_has_paid_as_often_before_what_is_measured(tmp_path: Path) -> None:
    payments = _payments(Case("some", "some", 100, held=3), 10, tmp_path)
    cards = [payment["card_id"] for payment in payments[:300]]
    assert {cards.count(card) for card in set(cards)} == {3}
    assert len(set(cards)) == 100


def test_what_is_in_order_is_in_order(tmp_path: Path) -> None:
    payments = _payments(Case("some", "some", 100), 1_000, tmp_path)
    times = [int(str(payment["event_time_ms"])) for payment in payments]
    assert times == sorted(times)


def test_the_share_that_is_late_is_as_said(tmp_path: Path) -> None:
    case = Case("some", "some", 100, late_share=0.3)
    payments = _payments(case, 1_000, tmp_path)
    times = [int(str(payment["event_time_ms"])) for payment in payments]
    newest = [max(times[: place + 1]) for place in range(len(times))]
    behind = sum(time < latest for time, latest in zip(times, newest, strict=True))
    assert 200 < behind < 400
    assert times[:100] == sorted(times[:100])


def test_a_hot_merchant_has_its_share(tmp_path: Path) -> None:
    payments = _payments(Case("some", "some", 1_000, hot_share=0.3), 1_000, tmp_path)
    hot = sum(payment["merchant_id"] == "shop-000000" for payment in payments)
    assert 500 < hot < 700
