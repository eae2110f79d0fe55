"""The counts of a run of recommendations, from what it wrote and what it read."""

import json
from pathlib import Path
from typing import Any

import pytest

from jobs.recommendations.link_lines import links_in
from jobs.recommendations.outputs import OUTPUTS
from jobs.recommendations.run_summary import Counted, summary_of_counters, summary_of_files
from jobs.recommendations.settings import load_settings
from jobs.shared.input_lines import InputLines
from jobs.shared.progress import JobProgress
from jobs.shared.result_records import WatermarkMover

LINK = b'{"event_id":"l","event_type":"link","user_id":"u","session_id":"s","event_time_ms":%d}'
COUNTERS = JobProgress(
    "RUNNING",
    0,
    0,
    {
        "events_in": 9,
        "links_in": 2,
        "accepted": 4,
        "late": 1,
        "duplicates": 1,
        "rejected": 1,
        "items_in": 3,
        "lists": 3,
    },
)


def wrote(folder: Path, **outputs: list[dict[str, Any]]) -> Path:
    for output in OUTPUTS:
        lines = (json.dumps(record) + "\n" for record in outputs.get(output, []))
        (folder / f"{output}.jsonl").write_text("".join(lines))
    return folder


def counted(*, lines: InputLines | None, links: int | None, updated: str | None) -> Counted:
    return Counted(
        lines=lines,
        links=links,
        by_counters=summary_of_counters(COUNTERS, lines),
        updated=updated,
        out_of_orderness_ms=5_000,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    letters = [
        ("event", "wrong_type", 1),
        ("event", "wrong_type", 2),
        ("event", "link_too_late", 1),
        ("item", "empty", 1),
    ]
    return wrote(
        tmp_path,
        lists=[
            {"user_id": "u", "session_id": "s"},
            {"user_id": "u", "session_id": "t"},
            {"user_id": None, "session_id": "s"},
        ],
        features=[{"entity": "item"}, {"entity": "shopper"}, {"entity": "item"}],
        late=[{"watermark_ms": 94_999}, {"watermark_ms": 94_999}, {"watermark_ms": 7}],
        duplicates=[{"event_type": "view"}, {"event_type": "link"}],
        rejected=[{"record": kind, "cause": c, "part": part} for kind, c, part in letters],
    )


def test_links_are_those_of_the_input_less_what_became_of_some_and_all_adds_up(
    folder: Path,
) -> None:
    given = counted(lines=InputLines(12, 4), links=5, updated="item")
    found = summary_of_files(folder, given)
    assert (found.links, found.accepted) == (5 - 1 - 1, 2 + 3)
    assert (found.late, found.duplicates) == (3, 2)
    assert found.rejected == {"wrong_type": 1, "link_too_late": 1}
    assert (found.items_in, found.items_rejected) == (4, {"empty": 1})
    assert found.accounted == found.events_in == 12


def test_users_and_sessions_without_one_are_counted_once(folder: Path) -> None:
    given = counted(lines=None, links=None, updated="item")
    found = summary_of_files(folder, given)
    assert (found.lists, found.users_listed, found.sessions_listed) == (3, 1, 1)
    assert (found.events_in, found.items_in) == (None, None)


def test_late_events_lead_to_the_time_that_moved_the_watermark_past_them(folder: Path) -> None:
    found = summary_of_files(folder, counted(lines=None, links=0, updated="item"))
    assert found.late_behind == WatermarkMover(2, 100_000)


def test_what_leaves_no_result_is_counted_by_the_job_itself(folder: Path) -> None:
    found = summary_of_files(folder, counted(lines=None, links=None, updated=None))
    assert (found.accepted, found.links) == (4 + 2, 2)


def test_without_result_files_the_counts_are_those_of_the_last_look_at_the_job() -> None:
    found = summary_of_counters(COUNTERS, None)
    assert (found.events_in, found.accepted, found.accounted) == (9, 6, 9)
    assert (found.items_in, found.lists, found.users_listed) == (3, 3, None)
    assert found.counted_from == "job counters"
    nothing = summary_of_counters(None, None)
    assert (nothing.events_in, nothing.accounted) == (0, 0)


@pytest.mark.parametrize(("mark", "items"), [(b"", "none"), (b"E", "inline")])
def test_the_links_of_a_file_are_counted_whatever_else_mentions_one(
    tmp_path: Path, mark: bytes, items: str
) -> None:
    view = b'{"event_id":"link","item_id":"link","event_type":"view","user_id":"u"'
    lines = [LINK % 1_750_000_000_000, LINK % 5, view + b',"event_time_ms":1750000000000}', b"link"]
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\n".join(mark + line for line in lines))
    given = {"source.uri": f"file:{path}", "items.uri": items}
    assert links_in(load_settings({}, given)) == 1
