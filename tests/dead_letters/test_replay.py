"""A replay sends each record once, as the payment that it was, and only if the job takes it."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from dead_letters.ledger import LedgerError, Sending, open_ledger, read_ledger
from dead_letters.letter import DeadLetter
from dead_letters.mending import Mend, setting, unchanged
from dead_letters.replay import ReplayPlan
from events.fraud.codec import PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.json_records import encode
from events.shared.time_units import HOUR_MS
from features.fraud.replayer import Replayer
from tests.dead_letters import rejections
from tests.dead_letters.rejections import NOW_MS, letter, record

LABEL = encode(Label("l", "t1", "c1", "m1", "chargeback", NOW_MS - 400 * 24 * HOUR_MS, NOW_MS))
IN_EURO = setting({"currency": "EUR"})


def planned(
    *letters: DeadLetter,
    mend: Mend = IN_EURO,
    card_numbers: bool = False,
    **policy: Any,  # noqa: ANN401 - any argument
) -> ReplayPlan:
    records = rejections.fraud_records(card_numbers=card_numbers)
    return rejections.planned(*letters, mend=mend, records=records, **policy)


def test_a_mended_record_keeps_all_fields_but_the_one_that_was_set() -> None:
    [sent] = planned(letter(record(trace_id="x"))).send
    expected = record(currency="EUR", trace_id="x").replace(b": ", b":").replace(b", ", b",")
    assert (sent.record, sent.partition_key) == (expected, "c1")


def test_records_go_in_order_of_event_time() -> None:
    times = [NOW_MS - 3, NOW_MS - 9, NOW_MS - 6]
    made = planned(*(letter(record(event_time_ms=time)) for time in times))
    assert [sent.event_time_ms for sent in made.send] == sorted(times)


def test_a_record_that_was_rejected_twice_is_sent_once() -> None:
    made = planned(letter(record(), NOW_MS), letter(record(), NOW_MS + 5))
    assert (len(made.send), made.repetitions) == (1, 1)


@pytest.mark.parametrize("sent_ms", [NOW_MS, NOW_MS + 1])
def test_what_was_sent_and_not_rejected_since_is_held(sent_ms: int) -> None:
    one = letter(record())
    assert planned(one, sent_ms={one.id: sent_ms}).obstacles == {"sent_before": 1}


def test_what_was_rejected_again_after_it_was_sent_may_go_again() -> None:
    one = letter(record(), NOW_MS + 2)
    assert len(planned(one, sent_ms={one.id: NOW_MS + 1}).send) == 1


def test_what_the_job_would_reject_again_is_held_with_the_cause() -> None:
    [held] = planned(letter(record()), mend=unchanged).held
    assert (held.obstacle, held.detail[:18]) == ("still_rejected", "unknown_currency: ")


def test_a_card_number_is_sent_only_to_a_job_that_accepts_it() -> None:
    one = letter(record(card_id="4111111111111111"))
    [held] = planned(one).held
    assert held.detail.startswith("card_number: ")
    assert len(planned(one, card_numbers=True).send) == 1


@pytest.mark.parametrize(
    ("field", "value"), [("transaction_id", "t2"), ("card_id", "c2"), ("event_time_ms", NOW_MS)]
)
def test_a_change_of_what_makes_it_this_payment_is_held(field: str, value: object) -> None:
    [held] = planned(letter(record()), mend=setting({"currency": "EUR", field: value})).held
    assert held.obstacle == "not_mendable"
    assert held.detail == f"{field}: changed, and with it the record would be another one"


def test_an_identity_that_was_itself_at_fault_may_be_set() -> None:
    ahead = letter(record(currency="EUR", event_time_ms=NOW_MS + 10**9))
    assert len(planned(ahead, mend=setting({"event_time_ms": NOW_MS})).send) == 1


@pytest.mark.parametrize("mend", [IN_EURO, lambda _: b"{", lambda _: "text"])
def test_what_is_no_json_object_cannot_be_set_and_nonsense_is_not_sent(mend: Mend) -> None:
    assert planned(letter(b"no json"), mend=mend).send == ()


def test_a_payment_a_day_behind_the_job_is_held_unless_it_is_forced() -> None:
    old = letter(record(event_time_ms=NOW_MS - 24 * HOUR_MS))
    assert planned(old).obstacles == {"too_old": 1}
    assert len(planned(old, as_of_ms=None).send) == 1


def test_what_is_sent_twice_or_by_its_sender_too_is_decided_once() -> None:
    [sent] = planned(letter(record())).send
    by_its_sender = record(currency="EUR", merchant_id="m2", event_time_ms=NOW_MS)
    decode, replayer = PaymentDecoder().decode, Replayer()
    payments = [decode(raw, NOW_MS) for raw in (sent.record, sent.record, by_its_sender)]
    kinds = [replayer.feed(one).kind for one in payments if isinstance(one, Payment)]
    assert kinds == ["accepted", "duplicate", "duplicate"]


def test_a_label_that_came_too_late_for_any_feature_is_held_unless_it_is_forced() -> None:
    late = DeadLetter("id", "label_too_old", None, "", "label", LABEL, NOW_MS)
    other = msgspec.structs.replace(late, id="other", cause="time_in_future")
    assert planned(late, other, mend=unchanged).obstacles == {"too_old": 1}
    assert len(planned(late, other, mend=unchanged, as_of_ms=None).send) == 2


def test_a_ledger_knows_what_was_sent_and_is_held_by_one_replay(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    with open_ledger(path) as ledger:
        ledger.add([Sending("a", 1, "x"), Sending("a", 3, "x")])
        with pytest.raises(LedgerError, match="another replay is using it"), open_ledger(path):
            pass
    assert read_ledger(path) == {"a": 3}


def test_a_ledger_with_a_line_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    path.write_bytes(b'{"dead_letter_id":"a","sent_ms":1,"to":"x"}\n{"dead\n')
    with pytest.raises(LedgerError, match="line 2 is none of a ledger"), open_ledger(path):
        pass


def test_a_line_that_a_stopped_replay_left_torn_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    whole = b'{"dead_letter_id":"a","sent_ms":1,"to":"x"}\n'
    path.write_bytes(whole + b'{"dead_letter_id":"b","se')
    assert read_ledger(path) == {"a": 1}
    with open_ledger(path) as ledger:
        ledger.add([Sending("c", 2, "x")])
    assert path.read_bytes() == whole + b'{"dead_letter_id":"c","sent_ms":2,"to":"x"}\n'
