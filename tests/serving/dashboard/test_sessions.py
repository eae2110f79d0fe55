"""What a session is worth, until when, and that one that was signed out is never open again."""

from collections.abc import Callable
from inspect import iscoroutinefunction

from serving.dashboard.ended_sessions import MOST_OF_A_KEY, EndedSessions
from serving.dashboard.session_access import needs_session
from serving.dashboard.sessions import LINK_S, OPERATOR, SESSION_S, Sessions
from serving.shared.caller import Caller
from serving.shared.signed_callers import Claims, SignedCallers

SECRET = b"s" * 32


class AllKeys:
    """Lets everybody in who has a key."""

    def __init__(self) -> None:
        self.known: dict[str, Caller] = {}

    def caller(self, token: str) -> Caller | None:
        return self.known.get(token)

    def in_force(self, key_id: str) -> Caller | None:
        return self.known.get(key_id)

    def is_still(self, caller: Caller) -> bool:
        return self.known.get(caller.key_id) == caller


class Clock:
    """Seconds that a test sets."""

    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def test_who_has_a_session_is_looked_up_in_the_loop_and_in_no_thread_beside_it() -> None:
    assert iscoroutinefunction(needs_session(Sessions(SECRET, AllKeys())))


def test_who_signs_out_stays_out_however_often_another_does() -> None:
    keys, clock = AllKeys(), Clock()
    mine, others = (Caller("acme", name, frozenset({"read"}), None) for name in ("k-1", "k-2"))
    keys.known.update({one.key_id: one for one in (mine, others)})
    sessions = Sessions(SECRET, keys, clock)
    cookie, open_still = sessions.begin(mine), sessions.begin(mine)
    sessions.end(cookie)
    for _ in range(10_001):
        sessions.end(sessions.begin(others))
    assert sessions.caller(cookie) is None
    assert sessions.caller(open_still) == mine


def test_what_is_kept_of_sessions_that_were_signed_out_is_bounded_and_ends() -> None:
    clock = Clock()
    cookies, ended = SignedCallers(SECRET, "session", SESSION_S, clock), EndedSessions()

    def signed_out(key_id: str) -> Claims:
        _, claims = cookies.text(Caller("", key_id, frozenset(), frozenset()))
        ended.add(claims, cookies.now_ms)
        clock.now_s += 1
        return claims

    first, *others, last = [signed_out("k-1") for _ in range(MOST_OF_A_KEY + 5)]
    assert len(ended) == MOST_OF_A_KEY
    assert all(ended.has(one) for one in (first, *others, last))
    clock.now_s += SESSION_S
    assert ended.has(signed_out("k-2"))
    assert len(ended) == 1


def test_a_link_and_a_session_end_with_their_time() -> None:
    clock = Clock()
    sessions = Sessions(SECRET, AllKeys(), clock)
    token, cookie = sessions.link_token(), sessions.begin(OPERATOR)
    clock.now_s += LINK_S
    assert sessions.by_link(token) is None
    assert sessions.caller(cookie) == OPERATOR
    clock.now_s += SESSION_S
    assert sessions.caller(cookie) is None


def test_neither_a_link_nor_another_secret_makes_a_session() -> None:
    sessions = Sessions(SECRET, AllKeys())
    assert sessions.caller(sessions.link_token()) is None
    assert sessions.caller(Sessions(b"t" * 32, AllKeys()).begin(OPERATOR)) is None
    assert sessions.by_link(sessions.begin(OPERATOR)) is None


def test_a_session_may_do_what_its_key_may_do_now_and_not_what_it_might_then() -> None:
    keys = AllKeys()
    reader = Caller("acme", "k-1", frozenset({"read"}), None)
    keys.known["k-1"] = reader
    sessions = Sessions(SECRET, keys)
    cookie = sessions.begin(Caller("acme", "k-1", frozenset({"read", "explain"}), None))
    assert sessions.caller(cookie) == reader


def test_a_session_goes_on_until_it_is_signed_out_its_time_is_over_or_its_key_has_changed() -> None:
    keys, clock = AllKeys(), Clock()
    keys.known["k-1"] = reader = Caller("acme", "k-1", frozenset({"read"}), None)
    sessions = Sessions(SECRET, keys, clock)

    def goes_on(change: Callable[[str], object]) -> list[bool]:
        cookie = sessions.begin(reader)
        stays = sessions.stays(cookie)
        before = stays()
        change(cookie)
        return [before, stays()]

    narrowed = Caller("acme", "k-1", frozenset({"read"}), frozenset({"m-1"}))
    assert goes_on(sessions.end) == [True, False]
    assert goes_on(lambda _: setattr(clock, "now_s", clock.now_s + SESSION_S)) == [True, False]
    assert goes_on(lambda _: keys.known.update({"k-1": narrowed})) == [True, False]
    keys.known["k-1"] = reader
    assert goes_on(lambda _: keys.known.pop("k-1")) == [True, False]
