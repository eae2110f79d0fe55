"""An identity link names the user that stays and one alias, or is a fault."""

import pytest

from events.recommendations.codec import EventDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopper import shopper_key
from tests.events.recommendations.shopping import (
    LINK,
    NOW_MS,
    decoded,
    link_record,
    the_fault,
    the_link,
)

NUMBER = "4111111111111111"


def test_a_link_comes_on_the_stream_of_events() -> None:
    assert the_link(link_record()) == IdentityLink(**LINK)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("alias", "key"),
    [
        ({"session_id": "s1"}, shopper_key(None, "s1")),
        ({"session_id": ..., "linked_user_id": "u2"}, shopper_key("u2", None)),
        ({"session_id": None, "linked_user_id": "u2"}, shopper_key("u2", None)),
    ],
)
def test_the_history_of_the_alias_moves_to_the_user_that_stays(
    alias: dict[str, object], key: str
) -> None:
    link = the_link(link_record(**alias))
    assert (link.alias_id, link.shopper_id) == (key, "user:u1")


def test_a_session_may_be_called_as_the_user_is() -> None:
    assert the_link(link_record(session_id="u1")).alias_id == "session:u1"


@pytest.mark.parametrize(
    ("ids", "detail"),
    [
        ({"session_id": ...}, "missing, exactly one of linked_user_id and session_id is expected"),
        (
            {"linked_user_id": "u2"},
            "given beside session_id, exactly one of linked_user_id and session_id is expected",
        ),
        (
            {"session_id": ..., "linked_user_id": "u1"},
            "the same as user_id, another user is expected",
        ),
    ],
)
def test_a_link_has_one_alias_and_it_is_another(ids: dict[str, object], detail: str) -> None:
    fault = the_fault(link_record(**ids))
    assert (fault.cause, fault.field) == ("bad_link", "linked_user_id")
    assert fault.detail == f"linked_user_id: {detail}"


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("event_id", ..., "missing_field"),
        ("user_id", ..., "missing_field"),
        ("user_id", "u\x00", "bad_identifier"),
        ("linked_user_id", 17, "wrong_type"),
        ("session_id", NUMBER, "card_number"),
        ("user_id", NUMBER, "card_number"),
        ("linked_user_id", NUMBER, "card_number"),
        ("event_time_ms", "today", "wrong_type"),
        ("event_time_ms", NOW_MS + 300_001, "time_in_future"),
    ],
)
def test_a_faulty_field_is_named_with_its_cause(name: str, value: object, cause: str) -> None:
    fault = the_fault(link_record(**{name: value}))
    assert (fault.cause, fault.field) == (cause, name)
    assert fault.detail.startswith(f"{name}: ")
    assert NUMBER not in fault.detail


def test_a_card_number_is_a_token_like_any_other_where_that_is_said() -> None:
    link = EventDecoder(card_numbers=True).decode(link_record(user_id=NUMBER), NOW_MS)
    assert isinstance(link, IdentityLink)


@pytest.mark.parametrize("first", [b'"view"', b"17", b'"buy"', b"[]"])
def test_of_a_repeated_type_the_last_one_counts(first: bytes) -> None:
    record = link_record()
    assert decoded(b'{"event_type":%s,' % first + record[1:]) == the_link(record)


@pytest.mark.parametrize("first", [b'"user_id":"\xf4\x90\x80\x80"', b'"item_id":"\xff"'])
def test_bytes_that_are_no_text_are_no_link_though_their_field_is_repeated(first: bytes) -> None:
    found = decoded(b"{%s," % first + link_record()[1:])
    assert getattr(found, "cause", None) == "bad_encoding"


def test_what_only_looks_like_a_link_is_an_event() -> None:
    found = the_fault(link_record(event_type="Link"))
    assert (found.cause, found.field) == ("out_of_range", "event_type")
