"""Pairs are of two events of one session, whoever else acted in between."""

from features.recommendations.limits import RecommendationLimits
from features.recommendations.session_view import SessionView
from models.recommendations.training.pairs import Pair, Pairing
from tests.features.recommendations.records import START_MS, an_event

DAY_MS = 86_400_000


def taken(
    pairing: Pairing[str], shopper_id: str, items: str, time_ms: int = START_MS
) -> Pair[str] | None:
    """What the last of the items of a session gives."""
    event = an_event(time_ms, items[-1], event_id=items)
    times = tuple(range(time_ms, time_ms + len(items)))
    return pairing.take(shopper_id, event, SessionView(tuple(items), times, {}, time_ms), items)


def a_pairing() -> Pairing[str]:
    return Pairing(RecommendationLimits())


def test_two_events_of_a_session_are_a_pair_with_what_was_known_at_the_first() -> None:
    pairing = a_pairing()
    assert taken(pairing, "u", "a") is None
    assert taken(pairing, "v", "x") is None
    pair = taken(pairing, "u", "ab")
    assert pair is not None
    assert (pair.shopper_id, pair.known) == ("u", "a")
    assert (pair.event.event_id, pair.next_event.event_id) == ("a", "ab")


def test_an_event_between_two_that_came_late_leaves_no_pair() -> None:
    pairing = a_pairing()
    taken(pairing, "u", "a")
    assert taken(pairing, "u", "axb") is None
    assert taken(pairing, "u", "axbc") is not None


def test_a_new_session_begins_without_a_pair() -> None:
    pairing = a_pairing()
    taken(pairing, "u", "ab")
    assert taken(pairing, "u", "c") is None


def test_what_was_only_shown_is_between_no_events() -> None:
    pairing = a_pairing()
    taken(pairing, "u", "a")
    shown = an_event(START_MS + 1, "z", "impression")
    assert pairing.take("u", shown, SessionView(("a",), (START_MS,), {}, START_MS), "") is None
    assert taken(pairing, "u", "ab") is not None


def test_a_session_that_nothing_can_go_on_with_is_forgotten() -> None:
    pairing = a_pairing()
    taken(pairing, "old", "a")
    for number in range(5_000):
        taken(pairing, f"u{number}", "a", START_MS + 2 * DAY_MS)
    assert len(pairing) == 5_000
    assert taken(pairing, "u0", "ab", START_MS + 2 * DAY_MS) is not None
