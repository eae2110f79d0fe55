"""The code of the page about drift runs as it is written."""

import re
from pathlib import Path
from typing import Any

import pytest

from events.shared.json_records import encode
from tests.docs.guide import ROOT
from tests.serving.decisions import decision

PAGE = ROOT / "docs" / "drift.md"


def test_its_monitor_is_made_and_fed_as_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "OUT").mkdir()
    made = [decision(f"{number:032x}") for number in range(3)]
    (tmp_path / "OUT" / "decisions.jsonl").write_bytes(b"\n".join(map(encode, made)))
    monkeypatch.chdir(tmp_path)
    left: dict[str, Any] = {}
    exec(code, left)  # noqa: S102 - of our own page
    assert max(one.rows for one in left["monitor"].report().findings) == len(made)
