"""Sessions are read whatever the order of columns, and refused with line, field and value."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.sessions.csv_lines import FaultyLinesError
from datasets.sessions.training_sessions import Session, read_sessions

IDS = st.sampled_from(["a", "b", "c", "d,e", 'f"g'])


def _written(folder: Path, text: str) -> Path:
    path = folder / "sessions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _faults(path: Path) -> list[str]:
    with pytest.raises(FaultyLinesError) as refused:
        read_sessions(path)
    return str(refused.value).replace(f"{path} ", "").splitlines()


def test_positions_order_the_lines_of_a_session(tmp_path: Path) -> None:
    path = _written(tmp_path, "session_id,position,item_id\ns1,2,C\ns1,0,A\ns1,1,A\ns2,9,B\n")
    assert read_sessions(path) == (Session("s1", ("A", "A", "C")), Session("s2", ("B",)))


def test_columns_are_found_by_name_and_others_ignored(tmp_path: Path) -> None:
    path = _written(tmp_path, "item_id,note,position,session_id\nA,hello,0,s1\n")
    assert read_sessions(path) == (Session("s1", ("A",)),)


def test_optional_columns_stand_beside_the_items(tmp_path: Path) -> None:
    text = (
        "session_id,position,item_id,user_id,event_type,event_time_ms\n"
        "s1,1,B,,cart,7\ns1,0,A,u1,view,5\n"
    )
    (session,) = read_sessions(_written(tmp_path, text))
    assert session.items == ("A", "B")
    assert session.times_ms == (5, 7)
    assert session.event_types == ("view", "cart")
    assert session.user_ids == ("u1", None)


def test_with_times_the_session_that_ended_first_is_first(tmp_path: Path) -> None:
    text = (
        "session_id,position,item_id,event_time_ms\n"
        "long,0,A,1\nlong,1,A,9\nshort,0,A,2\nz,0,A,9\nb,0,A,9\n"
    )
    read = read_sessions(_written(tmp_path, text))
    assert [session.session_id for session in read] == ["short", "b", "long", "z"]


def test_without_times_the_order_of_the_file_stays(tmp_path: Path) -> None:
    path = _written(tmp_path, "session_id,position,item_id\nz,0,A\nb,0,A\n")
    assert [session.session_id for session in read_sessions(path)] == ["z", "b"]


def test_lines_of_a_session_need_not_stand_together(tmp_path: Path) -> None:
    path = _written(tmp_path, "session_id,position,item_id\nz,1,B\nb,0,A\nz,0,A\n")
    assert read_sessions(path) == (Session("z", ("A", "B")), Session("b", ("A",)))


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("s1,x,A", "line 2: position: a whole number from 0 to 2^53 expected, got 'x'"),
        ("s1,-1,A", "line 2: position: a whole number from 0 to 2^53 expected, got '-1'"),
        ("s1,٣,A", "line 2: position: a whole number from 0 to 2^53 expected, got '٣'"),
        (
            "s1,99999999999999999999,A",
            "line 2: position: a whole number from 0 to 2^53 expected, got '99999999999999999999'",
        ),
        ("s1,0,", "line 2: item_id: an id expected, this is blank, got ''"),
        (" ,0,A", "line 2: session_id: an id expected, this is blank, got ' '"),
        ("s1,0", "line 2: line: 3 values expected, got 2"),
        ("s1,0,A\ns1,0,B", "line 3: position: each position once in 's1' expected, got 0"),
        (
            "s1,0,A\ns2,0,A\n\ns1,0,A",
            "line 5: position: each position once in 's1' expected, got 0",
        ),
        (
            's1,0,"A\nB"',
            "line 2: line: a quote closed within its line expected, got one that is not",
        ),
        ('s1,0,"A', "line 2: line: values of CSV expected, got unexpected end of data"),
        (
            "s1,0,A\rB",
            "line 2: line: values of CSV expected, got a carriage return within the line",
        ),
        (
            "s1,0," + "A" * 200_000,
            "line 2: line: values of CSV expected, got a value of more than 131,072 characters",
        ),
        ("", "line 2: line: at least one event expected, got none"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named(tmp_path: Path, lines: str, fault: str) -> None:
    path = _written(tmp_path, f"session_id,position,item_id\n{lines}")
    assert _faults(path) == [fault]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ("soon,view", "event_time_ms: a whole number from 0 to 2^53 expected, got 'soon'"),
        (
            "5,look",
            "event_type: one of view, cart, purchase, impression, hide expected, got 'look'",
        ),
    ],
)
def test_an_optional_value_that_is_there_is_checked(
    tmp_path: Path, values: str, fault: str
) -> None:
    text = f"session_id,position,item_id,event_time_ms,event_type\ns1,0,A,{values}\n"
    assert _faults(_written(tmp_path, text)) == [f"line 2: {fault}"]


def test_all_faults_are_named_at_once_and_many_are_counted(tmp_path: Path) -> None:
    text = "session_id,position,item_id\n" + "".join(f"s{n},bad,A\n" for n in range(25))
    faults = _faults(_written(tmp_path, text))
    assert len(faults) == 21
    assert faults[0].startswith("line 2: position: ")
    assert faults[19].startswith("line 21: position: ")
    assert faults[20] == "... and 5 more"


def test_a_column_that_is_lacking_or_there_twice_is_named(tmp_path: Path) -> None:
    assert _faults(_written(tmp_path, "session_id,item_id,item_id\ns1,A,A\n")) == [
        "line 1: header: one column position expected, got 'session_id,item_id,item_id'",
        "line 1: header: one column item_id expected, got 'session_id,item_id,item_id'",
    ]


def test_an_empty_file_lacks_every_column(tmp_path: Path) -> None:
    assert len(_faults(_written(tmp_path, ""))) == 3


def test_bytes_that_are_no_text_are_the_fault_of_their_line(tmp_path: Path) -> None:
    path = tmp_path / "sessions.csv"
    path.write_bytes(b"session_id,position,item_id\ns1,0,A\ns2,0,\xe9\n")
    assert _faults(path) == ["line 3: line: text in UTF-8 expected, got other bytes"]


def test_a_gzipped_file_with_a_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sessions.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbfsession_id,position,item_id\r\ns1,0,A\r\n"))
    assert read_sessions(path) == (Session("s1", ("A",)),)


@given(st.lists(st.lists(IDS, min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_lines_of_a_session_may_come_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[list[str]], data: st.DataObject
) -> None:
    lines = []
    for number, items in enumerate(drawn):
        quoted = ['"' + item.replace('"', '""') + '"' for item in items]
        placed = [f"s{number},{place},{item}" for place, item in enumerate(quoted)]
        lines += data.draw(st.permutations(placed))
    text = "\n".join(["session_id,position,item_id", *lines])
    read = read_sessions(_written(tmp_path_factory.mktemp("drawn"), text))
    assert [list(session.items) for session in read] == drawn
