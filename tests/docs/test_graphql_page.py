"""The page on GraphQL works as it is written."""

from dataclasses import replace
from pathlib import Path

import pytest

from events.shared.json_records import encode
from serving.api.observed import Observed
from serving.api.service import service_app
from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.received import received
from tests.docs.guide import ROOT, is_shown, run, steps
from tests.serving.api.running import running
from tests.serving.api.served import PLENTY, Keys, service
from tests.serving.decisions import decision
from tests.serving.stand_ins import SimpleScoring

PAGE = ROOT / "docs" / "graphql.md"
SHOWN = 4


@pytest.mark.slow
def test_each_command_of_the_page_prints_what_is_shown(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys.json")
    key = keys.headers()["Authorization"].removeprefix("Bearer ")
    (tmp_path / "key").write_text(key, encoding="utf-8")
    archive = DecisionArchive(most=10, most_bytes=1 << 20)
    for made in (decision("0" * 32), decision("1" * 32)):
        archive.add(received(made, encode(made)))
    whole = replace(service(keys, SimpleScoring(), PLENTY), archive=archive)
    printed = []
    with running(Observed(service_app(whole), whole.metrics, logs=False)) as port:
        for step in steps(PAGE):
            commands = step.commands.replace("localhost:8000", f"127.0.0.1:{port}")
            printed.append((run(replace(step, commands=commands), tmp_path), step.shown))
    assert f'"end_cursor":"{"1" * 32}"' in printed[0][0]
    shown = [(text, told) for text, told in printed if told is not None]
    assert len(shown) == SHOWN
    for text, told in shown:
        assert is_shown(f"{text.rstrip()}\n", told), text
