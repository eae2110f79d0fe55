"""Tokens that open the feed once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.shared.caller import SCOPES, Caller
from serving.shared.feed.tokens import FeedTokens

SECRET = b"s" * 32
CALLER = Caller("acme", "k-1", frozenset({"read"}), frozenset({"m-1", "m-2"}))


class Clock:
    """Shows what it is set to."""

    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(clock: Clock) -> FeedTokens:
    return FeedTokens(SECRET, life_s=30, now_s=clock)


def test_a_token_gives_back_its_caller_once(tokens: FeedTokens) -> None:
    issued = tokens.issue(CALLER)
    assert issued.expires_ms == 1_030_000
    assert [tokens.redeem(issued.token) for _ in range(2)] == [CALLER, None]


def test_a_token_ends_with_its_time(tokens: FeedTokens, clock: Clock) -> None:
    token = tokens.issue(CALLER).token
    clock.now_s += 30
    assert tokens.redeem(token) is None


def test_that_a_token_was_used_is_remembered_for_as_long_as_it_could_be_used(
    tokens: FeedTokens, clock: Clock
) -> None:
    first = tokens.issue(CALLER).token
    clock.now_s += 20
    assert tokens.redeem(first) == CALLER
    second = tokens.issue(CALLER).token
    assert tokens.redeem(second) == CALLER
    clock.now_s += 15
    third = tokens.issue(CALLER).token
    assert tokens.redeem(third) == CALLER
    assert tokens.redeem(second) is None


def test_any_process_with_the_secret_takes_a_token_and_none_with_another(
    tokens: FeedTokens, clock: Clock
) -> None:
    token = tokens.issue(CALLER).token
    assert FeedTokens(b"t" * 32, now_s=clock).redeem(token) is None
    assert FeedTokens(SECRET, now_s=clock).redeem(token) == CALLER


@given(place=st.integers(0, 10_000), letter=st.sampled_from("Az09-_"))
def test_a_changed_token_opens_nothing(place: int, letter: str) -> None:
    tokens = FeedTokens(SECRET, now_s=Clock())
    token = tokens.issue(CALLER).token
    place %= len(token) - 1  # The last character has bits that no byte has.
    changed = token[:place] + letter + token[place + 1 :]
    assert (tokens.redeem(changed) is None) == (changed != token)


@given(st.text("Az09-_=é", max_size=100))
def test_what_is_no_token_opens_nothing(text: str) -> None:
    assert FeedTokens(SECRET).redeem(text) is None


def test_a_caller_with_too_many_merchants_for_a_url_is_told_so(tokens: FeedTokens) -> None:
    many = frozenset(f"merchant-{number * 7919 % 10_007}" for number in range(5_000))
    with pytest.raises(ValueError, match="too many merchants"):
        tokens.issue(Caller("acme", "k-1", frozenset(SCOPES), many))


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="3 bytes, at least 32 expected"):
        FeedTokens(b"abc")
