"""A file of items is merged into the events: each where it would have arrived."""

import gzip
from pathlib import Path

import pytest

from jobs.recommendations.items_file import with_history_in_one_file, with_items_inline
from jobs.recommendations.settings import RecommendationSettings, load_settings
from jobs.shared.history.files import NoHistoryError
from jobs.shared.input_lines import InputLines, input_lines
from jobs.shared.locations import Inline, LocalPath

START_MS = 1_750_000_000_000


def event(number: int, after_ms: int) -> bytes:
    return (
        b'{"event_id":"e%d","item_id":"lamp","event_type":"view","user_id":"u","event_time_ms":%d}'
        % (number, START_MS + after_ms)
    )


def link(after_ms: int) -> bytes:
    return (
        b'{"event_id":"l","event_type":"link","user_id":"u","session_id":"s","event_time_ms":%d}'
        % (START_MS + after_ms)
    )


def item(name: str, after_ms: int) -> bytes:
    return b'{"item_id":"%s","event_time_ms":%d}' % (name.encode(), START_MS + after_ms)


def merged(
    folder: Path, events: list[bytes], items: list[bytes], end: bytes = b"\n"
) -> list[bytes]:
    """The lines of the file that a local run reads."""
    (folder / "events.jsonl").write_bytes(end.join(events))
    (folder / "items.jsonl").write_bytes(end.join(items))
    given = {"source.uri": f"file:{folder}/events.jsonl", "items.uri": f"file:{folder}/items.jsonl"}
    settings = with_items_inline(load_settings({}, given), folder)
    assert settings.items_uri == Inline()
    return _lines(settings.source_uri)


def _lines(place: object) -> list[bytes]:
    assert isinstance(place, LocalPath)
    return place.path.read_bytes().split(b"\n")[:-1]


def test_an_item_stands_right_before_the_first_event_whose_time_reaches_its_own(
    tmp_path: Path,
) -> None:
    events = [event(0, 0), event(1, 10), event(2, 5), event(3, 20)]
    items = [item("c", 21), item("b", 10), item("a", -5)]
    assert merged(tmp_path, events, items) == [
        b"I" + items[2],
        b"E" + events[0],
        b"I" + items[1],
        b"E" + events[1],
        b"E" + events[2],
        b"E" + events[3],
        b"I" + items[0],
    ]


def test_a_link_lets_items_arrive_and_what_is_no_event_does_not(tmp_path: Path) -> None:
    events = [event(0, 0), b'{"event_time_ms":%d}' % (START_MS + 10), link(5)]
    items = [item("a", 3)]
    lines = merged(tmp_path, events, items)
    assert lines == [b"E" + events[0], b"E" + events[1], b"I" + items[0], b"E" + events[2]]


def test_items_of_one_time_stay_in_their_order(tmp_path: Path) -> None:
    items = [item("b", 0), item("a", 0)]
    assert merged(tmp_path, [event(0, 0)], items)[:2] == [b"I" + one for one in items]


def test_a_broken_item_stays_behind_the_line_before_it(tmp_path: Path) -> None:
    items = [item("b", 10), b"broken", item("a", 0)]
    lines = merged(tmp_path, [event(0, 0), event(1, 10)], items)
    assert [line for line in lines if line[:1] == b"I"] == [
        b"I" + items[2],
        b"I" + items[0],
        b"Ibroken",
    ]


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_lines_end_as_in_flinks_own_reader(tmp_path: Path, end: bytes) -> None:
    events = [event(0, 0), b"broken", event(1, 1)]
    assert merged(tmp_path, events, [item("a", 1)], end) == [
        b"E" + events[0],
        b"Ebroken",
        b"I" + item("a", 1),
        b"E" + events[2],
    ]


def test_lines_are_counted_by_their_marks(tmp_path: Path) -> None:
    lines = merged(tmp_path, [event(0, 0), event(1, 1)], [item("a", 1)])
    (tmp_path / "marked").write_bytes(b"\n".join(lines))
    given = {"source.uri": f"file:{tmp_path}/marked", "items.uri": "inline"}
    assert input_lines(load_settings({}, given)) == InputLines(events=2, facts=1)


def of_history(folder: Path, **more: str) -> RecommendationSettings:
    properties = {"source.uri": "file:live", "source.history": f"file:{folder}"}
    extra = {name.replace("__", "."): value for name, value in more.items()}
    return load_settings({}, properties | extra).for_history()


def test_a_history_is_one_file_by_time_with_its_items(tmp_path: Path) -> None:
    history = tmp_path / "history"
    history.mkdir()
    (history / "1.jsonl").write_bytes(event(1, 5) + b"\n" + event(0, 0))
    (history / "2.jsonl.gz").write_bytes(gzip.compress(link(3)))
    (tmp_path / "items.jsonl").write_bytes(item("a", 4))
    settings = of_history(history, items__history=f"file:{tmp_path}/items.jsonl")
    written = with_history_in_one_file(settings, tmp_path / "work")
    assert written.items_uri == Inline()
    assert _lines(written.source_history) == [
        b"E" + event(0, 0),
        b"E" + link(3),
        b"I" + item("a", 4),
        b"E" + event(1, 5),
    ]
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["events-and-items.jsonl"]


def test_a_folder_without_a_file_of_events_is_named(tmp_path: Path) -> None:
    history = tmp_path / "history"
    history.mkdir()
    with pytest.raises(NoHistoryError, match=f"source.history: file:{history}: no JSON Lines"):
        with_history_in_one_file(of_history(history), tmp_path / "work")
