"""One text names a shopper, and the shopper is read back from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.recommendations.shopper import Shopper, parse_shopper, shopper_key, shopper_of

IDS = st.text(min_size=1, max_size=8) | st.text(alphabet="user:session", min_size=1, max_size=12)


def test_a_user_leads() -> None:
    assert shopper_key("1", "2") == shopper_key("1", None) == "user:1"
    assert shopper_key(None, "2") == "session:2"


@given(st.none() | IDS, st.none() | IDS)
def test_a_shopper_is_read_back_from_its_key(user_id: str | None, session_id: str | None) -> None:
    if user_id is None and session_id is None:
        return
    shopper = shopper_of(user_id, session_id)
    assert parse_shopper(shopper_key(user_id, session_id)) == shopper
    assert shopper.id == (session_id if user_id is None else user_id)


@given(IDS, IDS)
def test_a_user_and_a_session_never_have_one_key(user_id: str, session_id: str) -> None:
    assert shopper_key(user_id, None) != shopper_key(None, session_id)


def test_without_an_id_there_is_no_shopper() -> None:
    with pytest.raises(ValueError, match="neither user_id nor session_id"):
        shopper_key(None, None)


@pytest.mark.parametrize("key", ["", "user", "user:", "session:", ":secret", "User:secret"])
def test_what_is_no_key_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ValueError, match=r"user:ID or session:ID") as refused:
        parse_shopper(key)
    assert "secret" not in str(refused.value)


def test_a_shopper_is_a_value() -> None:
    assert {Shopper("user", "1"), Shopper("user", "1")} == {Shopper("user", "1")}
