"""A feature that knows a label too early is caught, an honest training set passes."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

import trainset.build
from events.fraud.label import Label
from events.shared.time_units import DAY_MS
from features.fraud.catalogue import SHIPPED
from features.shared.definitions.aggregate_forms import FORMS
from features.shared.definitions.model import Aggregate
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment
from tests.trainset.histories import (
    HISTORIES,
    LIMITS,
    SHORT,
    MemoryHistory,
    built,
    fraud,
    regular,
    scratch,
    stored_rows,
)
from trainset.leaks import LabelCheck, check_labels
from trainset.stream import Stream, stream_of


def checked(history: MemoryHistory, limits: HistoryLimits = LIMITS) -> LabelCheck:
    with scratch() as name:
        built(history, Path(name) / "set", limits)
        return check_labels(Path(name) / "set")


@pytest.mark.parametrize("limits", [LIMITS, SHORT])
@given(history=HISTORIES)
@settings(max_examples=40)
def test_an_honest_training_set_passes(limits: HistoryLimits, history: MemoryHistory) -> None:
    assert checked(history, limits).examples == []


def known_at(time_ms: Callable[[Label], int]) -> Callable[..., Stream]:
    """The stream of payments among which each label is known too early: at such a time."""

    def early(table: Any, labels: Sequence[Label], *others: Any) -> Stream:  # noqa: ANN401 - those of `stream_of`
        hasty = [
            msgspec.structs.replace(label, reported_time_ms=time_ms(label)) for label in labels
        ]
        return stream_of(table, sorted(hasty, key=lambda label: label.reported_time_ms), *others)

    return early


def test_a_label_known_at_the_time_of_its_payment_is_a_leak(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once = known_at(lambda label: label.event_time_ms)
    monkeypatch.setattr(trainset.build, "stream_of", at_once)
    check = checked(regular())
    assert not check.holds
    assert check.leaks["card_confirmed_fraud_30d"] > 20
    assert check.leaks["merchant_fraud_count_1d"] > 0
    leak = check.examples[0]
    assert (leak.feature, leak.transaction_id) == ("card_confirmed_fraud_30d", "t0")
    assert (leak.in_trainset, leak.from_labels) == (1, 0)


def test_a_single_label_known_a_moment_early_is_a_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    first = a_payment(START_MS, transaction_id="first")
    second = a_payment(START_MS + DAY_MS, transaction_id="second")

    a_moment_early = known_at(lambda label: label.reported_time_ms - 1)
    monkeypatch.setattr(trainset.build, "stream_of", a_moment_early)
    on_time, too_late = fraud(first, DAY_MS), fraud(first, DAY_MS + 1)
    assert checked(MemoryHistory([first, second], [on_time])).holds
    check = checked(MemoryHistory([first, second], [too_late]))
    assert {leak.transaction_id for leak in check.examples} == {"second"}
    assert (
        check.leaks["card_confirmed_fraud_30d"] == check.leaks["merchant_seconds_since_fraud"] == 1
    )


def test_a_clearance_known_too_early_is_a_leak_too(monkeypatch: pytest.MonkeyPatch) -> None:
    first = a_payment(START_MS, transaction_id="first")
    second = a_payment(START_MS + 9 * DAY_MS, transaction_id="second")
    confirmed = fraud(first, DAY_MS)
    cleared = msgspec.structs.replace(
        confirmed,
        label_id="cleared",
        kind="dispute_won",
        reported_time_ms=START_MS + 20 * DAY_MS,
    )
    history = MemoryHistory([first, second], [confirmed, cleared])
    assert checked(history).holds
    at_once = known_at(lambda label: label.event_time_ms)
    monkeypatch.setattr(trainset.build, "stream_of", at_once)
    examples = checked(history).examples
    assert (examples[0].in_trainset, examples[0].from_labels) == (0, 1)


def test_a_verdict_said_again_at_its_time_does_not_undo_the_one_in_between() -> None:
    payment = a_payment(START_MS, transaction_id="first")
    said = fraud(payment, 0)
    cleared = msgspec.structs.replace(said, label_id="cleared", kind="dispute_won")
    again = msgspec.structs.replace(said, label_id="again")
    history = MemoryHistory([payment, a_payment(START_MS + DAY_MS)], [said, cleared, again])
    with scratch() as name:
        built(history, Path(name) / "set")
        rows = stored_rows(Path(name) / "set")
        check = check_labels(Path(name) / "set")
    assert [row["card_confirmed_fraud_30d"] for row in rows] == [0, 0]
    assert (check.rows, check.examples) == (2, [])


def test_a_sample_is_that_many_rows(tmp_path: Path) -> None:
    built(regular(), tmp_path / "set")
    assert check_labels(tmp_path / "set", most_rows=7).rows == 7
    assert check_labels(tmp_path / "set", most_rows=1000).rows == 60


def test_what_a_busy_key_holds_no_more_is_skipped_and_counted() -> None:
    few = HistoryLimits(exact_payments=4)
    check = checked(regular(), few)
    kinds = Counter(
        feature.source.kind
        for feature in SHIPPED.features
        if isinstance(feature.source, Aggregate) and FORMS[feature.source.kind].of_labels
    )
    shares = kinds.pop("confirmed_share")
    shares += kinds.pop("count_since_confirmed") + kinds.pop("confirmed_share_since_first")
    assert shares >= 5
    assert (check.skipped, check.values) == (60 * shares, 60 * kinds.total())
    assert check.holds
