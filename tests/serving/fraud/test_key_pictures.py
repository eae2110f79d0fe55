"""Which payments on their way a state has had, and what stands for one that is not to be had."""

from collections.abc import Sequence

import pytest

from events.fraud.decision import payment_mark
from events.fraud.payment import Payment
from events.shared.state_image import StateImage
from features.fraud.payment_plan import key_states
from serving.fraud.key_pictures import KeyPicture, Pictures, StoredValues, Watermarks
from serving.fraud.pending import OnTheirWay, Pending
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import SETTINGS, shipped

OUT_OF_ORDERNESS_MS = 5_000
KNOWN_SINCE_MS = 1_000_000
PLAN = shipped().load_plan()
SHA256 = PLAN.definitions.sha256
STATES = key_states(PLAN, SETTINGS.limits, logged=False)
CARD, MERCHANT = 0, 1
HAD, ASKED, ASKED_LATER = (a_payment(START_MS + at * 1_000) for at in range(3))
PROBE = a_payment(START_MS + 60_000)
WATERMARKS = Watermarks(START_MS + 30_000, START_MS + 30_000)


def sent(payment: Payment, sent_ms: int) -> Pending:
    """A payment on its way."""
    return Pending(payment, payment_mark(payment), sent_ms)


def image_of(place: int, had: Sequence[Payment], marked: Sequence[Payment] = ()) -> StateImage:
    """The image of a key that has had payments, some of which it knows by their marks."""
    state = STATES[place].empty()
    for payment in had:
        state.add(payment, START_MS)
    return StateImage(
        version_us=1,
        watermark_ms=WATERMARKS.now_ms,
        definitions=SHA256,
        image=state.image(),
        since_ms=KNOWN_SINCE_MS,
        marks=tuple(map(payment_mark, marked)),
    )


def picture(
    place: int,
    image: StateImage,
    pending: Sequence[Pending],
    watermarks: Watermarks = WATERMARKS,
) -> KeyPicture:
    """The picture of a key."""
    on_their_way = OnTheirWay(pending, own_mark=payment_mark(PROBE))
    pictures = Pictures(STATES[place], SHA256, OUT_OF_ORDERNESS_MS)
    return pictures.of(image, on_their_way, None, watermarks)


def count_1h(place: int, of: KeyPicture) -> object:
    """How many payments of the last hour the state counts with one more."""
    values = of.state.add(PROBE, WATERMARKS.then_ms).values
    name = ("card_count_1h", "merchant_count_1h")[place]
    return dict(zip(STATES[place].hop.names, values, strict=True))[name]


def test_what_is_known_by_its_mark_has_been_had() -> None:
    made = picture(
        MERCHANT, image_of(MERCHANT, [HAD], marked=[HAD]), [sent(HAD, KNOWN_SINCE_MS + 1)]
    )
    assert (count_1h(MERCHANT, made), len(made.seen)) == (2, 1)


@pytest.mark.parametrize(("sent_ms", "counted"), [(KNOWN_SINCE_MS - 1, 2), (KNOWN_SINCE_MS, 3)])
def test_what_was_asked_about_before_anything_is_known_has_most_likely_passed(
    sent_ms: int, counted: int
) -> None:
    made = picture(MERCHANT, image_of(MERCHANT, [HAD]), [sent(ASKED, sent_ms)])
    assert (count_1h(MERCHANT, made), len(made.seen)) == (counted, 3 - counted)


def test_at_the_first_key_the_state_itself_knows_what_it_has_had() -> None:
    image = image_of(CARD, [HAD])
    pending = [sent(HAD, KNOWN_SINCE_MS - 2), sent(ASKED, KNOWN_SINCE_MS - 1)]
    made = picture(CARD, image, pending)
    assert (count_1h(CARD, made), len(made.seen)) == (3, 0)


def test_what_the_first_key_no_longer_remembers_goes_by_what_is_known_beside_it() -> None:
    limits = SETTINGS.limits
    forgotten_ms = START_MS + 1_000 + limits.dedup_window_ms + limits.allowed_lateness_ms
    pending, image = [sent(ASKED, KNOWN_SINCE_MS - 1)], image_of(CARD, [HAD])
    for then_ms, had in ((forgotten_ms, 0), (forgotten_ms + 1, 1)):
        made = picture(CARD, image, pending, Watermarks(then_ms, then_ms))
        assert len(made.seen) == had, then_ms


def test_what_is_newer_than_all_that_the_job_has_had_cannot_have_been_had() -> None:
    image, pending = image_of(MERCHANT, [HAD]), [sent(ASKED, KNOWN_SINCE_MS - 1)]
    newest_ms = ASKED.event_time_ms - OUT_OF_ORDERNESS_MS
    for now_ms, had in ((newest_ms - 1, 0), (newest_ms, 1)):
        made = picture(MERCHANT, image, pending, Watermarks(now_ms, now_ms))
        assert len(made.seen) == had, now_ms


def test_only_what_was_asked_about_before_the_first_unseen_one_is_told_as_seen() -> None:
    image = image_of(MERCHANT, [HAD, ASKED_LATER], marked=[HAD, ASKED_LATER])
    had, asked, later = (
        sent(one, KNOWN_SINCE_MS + at) for at, one in enumerate((HAD, ASKED, ASKED_LATER))
    )
    assert picture(MERCHANT, image, [had, asked, later]).seen == [had]
    assert picture(MERCHANT, image, [had, later]).seen == [had, later]
    assert not picture(MERCHANT, image, [asked, later]).seen


@pytest.mark.parametrize("place", [CARD, MERCHANT])
def test_a_state_that_has_the_payment_itself_says_so(place: int) -> None:
    without, having = ([HAD], [HAD]), ([HAD, PROBE], [HAD, PROBE])
    assert picture(place, image_of(place, *without), []).shortfalls == ()
    assert picture(place, image_of(place, *having), []).shortfalls == ("had_before",)


def test_stored_values_stand_for_a_state_as_far_as_they_are_numbers() -> None:
    hop, limits = STATES[CARD].hop, SETTINGS.limits
    values = StoredValues(hop, {"card_count_1h": 3, "card_count_24h": "many"}, limits)
    outcome = values.add(PROBE, START_MS)
    told = dict(zip(hop.names, outcome.values, strict=True))
    assert (outcome.kind, told.pop("card_count_1h"), set(told.values())) == ("accepted", 3, {None})


def test_stored_values_know_late_payments_by_the_watermark_or_by_what_they_are_told() -> None:
    values = StoredValues(STATES[CARD].hop, {}, SETTINGS.limits)
    bound_ms = PROBE.event_time_ms + SETTINGS.limits.allowed_lateness_ms
    assert values.add(PROBE, bound_ms).kind == "accepted"
    assert values.add(PROBE, bound_ms + 1).kind == "late"
    assert values.add(PROBE, bound_ms + 1, late=False).kind == "accepted"
    assert values.add(PROBE, START_MS, late=True).kind == "late"
