"""Events, links and items are sent again as what they were, and once."""

from typing import Any

import pytest
from msgspec import json
from msgspec.structs import replace

from dead_letters.letter import DeadLetter
from dead_letters.mending import Mend, setting, unchanged
from dead_letters.replay import ReplayPlan
from events.recommendations.codec import EventDecoder
from events.recommendations.identity_link import LINK_TOO_LATE
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.rejected import RecordKind
from events.shared.time_units import DAY_MS, HOUR_MS
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.replayer import Replayer
from features.recommendations.shopping_plan import shopping_plan
from tests.dead_letters import rejections
from tests.dead_letters.rejections import NOW_MS, letter
from tests.events.recommendations.shopping import event_record, item_record, link_record

IN_EURO = setting({"currency": "EUR"})


def event(**changes: object) -> bytes:
    """An event of an hour ago without a currency, but for `changes`."""
    return event_record(**{"event_time_ms": NOW_MS - HOUR_MS, "currency": ..., **changes})


def planned(*letters: DeadLetter, mend: Mend = IN_EURO, **policy: Any) -> ReplayPlan:  # noqa: ANN401 - any argument
    records = rejections.shopping_records()
    return rejections.planned(*letters, mend=mend, records=records, **policy)


@pytest.mark.parametrize(
    ("kind", "raw", "key"),
    [
        ("event", event(), "u1"),
        ("event", event(user_id=...), "s1"),
        ("item", item_record(currency="EURO"), "lamp"),
    ],
)
def test_a_mended_record_goes_to_where_its_sender_would_have_put_it(
    kind: RecordKind, raw: bytes, key: str
) -> None:
    [sent] = planned(letter(raw, kind=kind)).send
    assert sent.partition_key == key
    assert json.decode(sent.record) == json.decode(raw) | {"currency": "EUR"}


def test_a_link_without_an_alias_gets_one_and_goes_to_the_user_that_stays() -> None:
    one = letter(link_record(session_id=..., event_time_ms=NOW_MS), kind="event")
    [sent] = planned(one, mend=setting({"session_id": "s9"})).send
    assert sent.partition_key == "u1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event_id", "e9"),
        ("event_type", "purchase"),
        ("event_time_ms", NOW_MS),
        ("user_id", "u9"),
        ("session_id", None),
    ],
)
def test_a_change_of_what_makes_it_this_event_is_held(field: str, value: object) -> None:
    mend = setting({"currency": "EUR", field: value})
    [held] = planned(letter(event(), kind="event"), mend=mend).held
    assert held.obstacle == "not_mendable"
    assert held.detail == f"{field}: changed, and with it the record would be another one"


def test_an_event_of_an_unknown_type_may_get_the_type_that_was_meant() -> None:
    one = letter(event(currency="EUR", event_type="clicks"), kind="event")
    [sent] = planned(one, mend=setting({"event_type": "view"})).send
    assert json.decode(sent.record)["event_type"] == "view"


@pytest.mark.parametrize("kind", ["event", "item"])
def test_an_event_a_day_behind_the_job_is_held_unless_forced_and_an_item_is_not(
    kind: RecordKind,
) -> None:
    made = event if kind == "event" else item_record
    old = letter(made(event_time_ms=NOW_MS - DAY_MS, currency=...), kind=kind)
    assert planned(old).obstacles == ({"too_old": 1} if kind == "event" else {})
    assert len(planned(old, as_of_ms=None).send) == 1


def late_link() -> DeadLetter:
    """The letter of a link that a job with less than 24 hours' lateness let go."""
    raw = link_record(event_time_ms=NOW_MS - 2 * HOUR_MS)
    return DeadLetter("id", LINK_TOO_LATE, "event_time_ms", "", "event", raw, NOW_MS)


def test_a_link_that_came_too_late_is_held_as_it_is_unless_it_is_forced() -> None:
    assert planned(late_link(), mend=unchanged).obstacles == {"too_old": 1}
    assert len(planned(late_link(), mend=unchanged, as_of_ms=None).send) == 1


def test_a_link_that_came_too_late_may_say_that_it_became_known_later() -> None:
    [sent] = planned(late_link(), mend=setting({"event_time_ms": NOW_MS})).send
    assert sent.event_time_ms == NOW_MS


def test_what_the_job_would_reject_again_is_held_with_the_cause() -> None:
    letters = [letter(event(), kind="event"), letter(item_record(currency="EURO"), kind="item")]
    held = planned(*letters, mend=unchanged).held
    assert sorted(one.detail.partition(":")[0] for one in held) == [
        "incomplete_price",
        "unknown_currency",
    ]


def test_a_card_number_for_a_user_stays_masked_and_is_not_sent() -> None:
    one = letter(event(currency="EUR", user_id="4111111111111111"), kind="event")
    masked = replace(one, raw=one.raw.replace(b"4111111111111111", b"************1111"))
    assert planned(one, mend=unchanged).obstacles == {"still_rejected": 1}
    assert planned(masked, mend=setting({"user_id": "4111111111111111"})).send == ()


def test_what_is_sent_twice_or_by_its_sender_too_counts_once() -> None:
    [sent] = planned(letter(event(), kind="event")).send
    decode, limits = EventDecoder().decode, RecommendationLimits()
    replayer = Replayer(shopping_plan(load_definitions(DEFAULT), limits.history), limits)
    by_its_sender = event(currency="EUR", item_id="shade")
    records = [decode(raw, NOW_MS) for raw in (sent.record, sent.record, by_its_sender)]
    kinds = [replayer.feed(one).kind for one in records if isinstance(one, ShoppingEvent)]
    assert kinds == ["accepted", "duplicate", "duplicate"]
