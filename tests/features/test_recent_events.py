"""What is known of the latest events of a key is never wrong, whatever was forgotten meanwhile."""

from hypothesis import given
from hypothesis import strategies as st

from features.shared.state.recent_events import RecentEvents

KEYS = st.sampled_from(["a", "b", "c"])
EVENTS = st.lists(st.tuples(KEYS, st.integers(0, 3)), max_size=60)


@given(EVENTS)
def test_what_is_known_since_a_time_is_all_that_came_after_it(
    events: list[tuple[str, int]],
) -> None:
    recent = RecentEvents(now_ms=100, most_recent=4, most_keys=2)
    now_ms, taken = 100, []
    checked = 0
    for mark, (key, pause_ms) in enumerate(events):
        now_ms += pause_ms
        recent.note(key, mark, now_ms)
        taken.append((key, mark, now_ms))
        for asked in "abc":
            known = recent.of(asked)
            after = [mark for of, mark, at_ms in taken if of == asked and at_ms > known.since_ms]
            assert set(after) <= set(known.marks)
            checked += 1
    assert checked == 3 * len(events)


@given(EVENTS)
def test_what_is_noted_did_come(events: list[tuple[str, int]]) -> None:
    recent = RecentEvents(now_ms=0, most_recent=4, most_keys=2)
    for mark, (key, _) in enumerate(events):
        recent.note(key, mark, mark)
    marks = {key: recent.of(key).marks for key in "abc"}
    of_key = {key: [mark for mark, (of, _) in enumerate(events) if of == key] for key in "abc"}
    assert all(list(marks[key]) == of_key[key][-len(marks[key]) :] for key in "abc" if marks[key])
    assert sum(map(len, marks.values())) <= 2 * 4


def test_a_key_of_which_nothing_is_noted_is_known_from_the_beginning_on() -> None:
    assert RecentEvents(now_ms=100).of("a") == (100, ())


def test_of_a_busy_key_all_are_known_that_came_since_any_that_is_on_its_way() -> None:
    recent = RecentEvents(now_ms=0)
    for mark in range(200):
        recent.note("busy", mark, 1_000 + mark)
    # One that was sent when the first had come may still be missing after 199 more.
    assert recent.of("busy") == (0, tuple(range(200)))


def test_of_a_busy_key_old_events_go_and_of_a_quiet_one_few_do() -> None:
    recent = RecentEvents(now_ms=0)
    for mark in range(200):
        recent.note("busy", mark, mark)
    for mark in range(10):
        recent.note("quiet", mark, mark * 60_000)
    recent.note("busy", 999, 60_000)
    since_ms, marks = recent.of("busy")
    assert (since_ms, len(marks), marks[-1]) == (184, 16, 999)
    assert recent.of("quiet") == (0, tuple(range(10)))


def test_of_all_keys_together_so_many_events_are_noted() -> None:
    recent = RecentEvents(now_ms=0, most_noted=20)
    for mark in range(15):
        recent.note("first", mark, mark)
    for mark in range(10):
        recent.note("second", mark, 100 + mark)
    assert recent.of("first") == (14, ())
    assert recent.of("second") == (0, tuple(range(10)))
