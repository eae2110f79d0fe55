"""A line is held in memory, so it has a longest length."""

import gzip
from pathlib import Path

import pytest

from datasets.own import text_lines


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_line_longer_than_memory_should_hold_is_refused_before_it_is_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_lines, "MAX_LINE_CHARACTERS", 100)
    content = b"b" * 100 + b"\n" + b"c" * 102
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    for lines in (text_lines.byte_lines(path), text_lines.text_lines(path, "utf-8")):
        with pytest.raises(ValueError, match="a line of more than 100 characters"):
            list(lines)
