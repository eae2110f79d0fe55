"""JSON Lines are the same records for Flink's reader of lines as for every other reader."""

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.own.text_lines import byte_lines
from datasets.own.wire_file import flat_file


def of_flink(path: Path) -> list[bytes]:
    """Lines as Java's BufferedReader has them: CR, LF and CRLF end one."""
    lines = re.split(rb"\r\n|\r|\n", path.read_bytes())
    return lines[:-1] if lines[-1] == b"" else lines


@pytest.mark.parametrize("content", [b'{"a":1}\n{"a":2}\n', b"\xff{\r\n[]\r\nx", b"", b"\n\n"])
def test_a_file_that_flink_reads_alike_is_read_where_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    assert flat_file((path,), tmp_path / "copy") == path
    assert of_flink(path) == list(byte_lines(path))


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbf{"a":1}\n{"a":2}\n',
        gzip.compress(b'{"a":1}\n{"a":2}\n', mtime=0),
        b'{"a":\r1}\n{"a":2}\n',
    ],
)
def test_what_flink_would_read_otherwise_is_read_as_a_copy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    copy = flat_file((path,), tmp_path / "copy")
    assert [line.replace(b" ", b"") for line in of_flink(copy)] == [b'{"a":1}', b'{"a":2}']


def test_several_files_are_one_in_their_order(tmp_path: Path) -> None:
    paths = tuple(tmp_path / f"{number}.jsonl" for number in range(3))
    for path in paths:
        path.write_bytes(path.stem.encode())
    assert flat_file(paths, tmp_path / "copy").read_bytes() == b"0\n1\n2\n"


@given(st.lists(st.text(st.sampled_from('{}"a:1, \r'), max_size=12).map(str.encode)))
def test_no_carriage_return_changes_the_number_of_records(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("wire")
    path = folder / "a.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    copy = flat_file((path,), folder / "copy")
    assert len(of_flink(copy)) == len(lines)
