"""What the scorer takes of a payment and of the store, and what its decisions say of themselves."""

from pathlib import Path

from events.shared.rejected import Fault
from features.shared.watermark import NOTHING_SEEN_MS
from online_store.mirrored_key import MirroredKey
from serving.fraud.key_pictures import Watermarks
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.pending import NONE_ON_THEIR_WAY
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import SETTINGS, raw, scorer, shipped
from tests.serving.fraud.replaceable import ruled_by

NO_KEY = MirroredKey(None, ())
PAYMENT = a_payment(START_MS)
NOTHING = Watermarks(NOTHING_SEEN_MS, NOTHING_SEEN_MS)


def test_a_payment_that_is_decided_alone_is_not_called_late() -> None:
    answer = scorer().decide_alone(PAYMENT, "deadline", 0)
    made = answer.decision
    assert (made.late, answer.basis, answer.shortfalls) == (
        False,
        "payment",
        ("deadline", "not_kept"),
    )
    assert [(one.source, one.name) for one in made.reasons] == [("service", "deadline")]
    assert (made.score, tuple(made.features)) == (None, scorer().plan.late_names)


def test_a_key_that_a_payment_lacks_is_not_asked_for(tmp_path: Path) -> None:
    with_devices = ruled_by(tmp_path, "device_count_1h > 1000000, action: block, reason: none")
    keys = with_devices.keys(PAYMENT)
    assert [(one.place, one.name) for one in keys] == [(0, "card"), (2, "merchant")]
    assert with_devices.stored_at(1, PAYMENT) == ()
    assert with_devices.stored_at(0, PAYMENT)[0] == ("card", "card")


def test_what_the_store_has_and_is_no_value_of_a_feature_is_left_out() -> None:
    stored = {"card_count_1h": "many", "card_count_24h": "3", "no_feature": "1"}
    assert scorer().typed(stored) == {"card_count_24h": 3}


def test_a_decision_says_how_long_its_parts_took() -> None:
    ticks_ns = iter([5_000_000, 7_500_000])
    timed = PaymentScorer(shipped(), SETTINGS, lambda: next(ticks_ns))
    pictures = {
        one.place: timed.picture(one.place, NO_KEY, NONE_ON_THEIR_WAY, None, NOTHING)
        for one in timed.keys(PAYMENT)
    }
    answer = timed.decide(PAYMENT, pictures, NOTHING_SEEN_MS, 1_000_000)
    assert answer is not None
    stage_us = answer.decision.stage_us
    assert (stage_us["states"], stage_us["features"]) == (4_000, 2_500)
    assert set(stage_us) == {"states", "features", "rules", "model"}


def test_no_value_of_a_payment_is_told_that_is_refused() -> None:
    faulty = raw(PAYMENT).replace(b'"EUR"', b'"QQX"')
    fault = scorer().decode(faulty, START_MS)
    assert isinstance(fault, Fault)
    assert fault.detail == "currency: the text is not a current ISO 4217 code"
