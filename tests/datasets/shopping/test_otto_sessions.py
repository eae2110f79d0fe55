"""OTTO's sessions as events: small files, and the data itself."""

from collections import Counter
from pathlib import Path
from time import time_ns

import pytest

from datasets.shopping.otto_sessions import load_otto
from events.recommendations.codec import EventDecoder
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.json_records import encode

START_MS = 1_659_304_800_000


def session(number: int, *events: tuple[int, int, str]) -> str:
    written = ",".join(
        f'{{"aid":{aid},"ts":{START_MS + at},"type":"{kind}"}}' for aid, at, kind in events
    )
    return f'{{"session":{number},"events":[{written}]}}\n'


def test_clicks_carts_and_orders_are_events_of_a_session_without_a_user(tmp_path: Path) -> None:
    path = tmp_path / "otto.jsonl"
    path.write_text(session(7, (16246, 25, "clicks"), (3, 90, "carts"), (3, 99, "orders")))
    events = load_otto(path).events
    assert events[0] == ShoppingEvent(
        event_id="7-0",
        item_id="16246",
        event_type="view",
        event_time_ms=START_MS + 25,
        session_id="7",
    )
    assert [(one.event_id, one.event_type) for one in events[1:]] == [
        ("7-1", "cart"),
        ("7-2", "purchase"),
    ]


def test_events_of_all_sessions_are_in_the_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / "otto.jsonl"
    first = session(1, (10, 5, "clicks"), (11, 30, "clicks"))
    path.write_text(first + "\n" + session(2, (20, 5, "clicks"), (21, 9, "clicks")))
    assert [one.item_id for one in load_otto(path).events] == ["10", "20", "21", "11"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (session(1, (1, 0, "likes")), "likes"),
        (session(-1, (1, 0, "clicks")), "session"),
        ('{"session":1,"events":[{"aid":1,"ts":1659304800,"type":"clicks"}]}', "ts"),
        ("session,aid", "malformed"),
    ],
)
def test_what_is_no_session_is_refused_by_its_line(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "otto.jsonl"
    path.write_text(session(1, (1, 0, "clicks")) + line)
    with pytest.raises(ValueError, match=rf"otto\.jsonl line 2: .*{fault}"):
        load_otto(path)


def test_the_data_keeps_the_wire_contract(otto_file: Path) -> None:
    history = load_otto(otto_file)
    decode, now_ms = EventDecoder().decode, time_ns() // 1_000_000
    decoded = [decode(encode(event), now_ms) for event in history.events]
    assert sum(isinstance(one, ShoppingEvent) for one in decoded) == history.records == 862
    kinds = Counter(event.event_type for event in history.events)
    assert kinds == {"view": 800, "cart": 52, "purchase": 10}
