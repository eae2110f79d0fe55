"""What the page on the feed shows, run as it stands there."""

import os
import re
import subprocess
from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from serving.client import RevstreamClient
from tests.serving.feed.server import received_at
from tests.serving.feed.whole_service import WholeService, whole_service
from tests.serving.tail.written_results import WrittenResults

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

PAGE = Path(__file__).parents[3] / "docs" / "feed.md"
CURL = re.compile(r"^curl .*$", re.MULTILINE)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
ID = f"{1:032x}"


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WrittenResults]:
    """A job that has decided twice, and its folder."""
    folder = tmp_path_factory.mktemp("page")
    job = WrittenResults(folder / "OUT")
    job.begin()
    for number in (1, 2):
        job.write(received_at(number, action="block").full)
    return folder, job


@pytest.fixture(scope="module")
def running(job: tuple[Path, WrittenResults]) -> Iterator[WholeService]:
    """A service over that job."""
    with whole_service(job[0], job[0] / "OUT") as started:
        yield started


def _shown(line: str, running: WholeService) -> str:
    shown = line.replace("localhost:8000", f"localhost:{running.port}")
    return shown.replace("CURSOR", ID).replace("DECISION_ID", ID)


@pytest.mark.parametrize("line", CURL.findall(PAGE.read_text(encoding="utf-8")))
def test_requests_are_answered(running: WholeService, line: str) -> None:
    follows = "curl -N" in line
    command = _shown(line, running).replace(
        "curl ", f"curl -sS -f --max-time {0.5 if follows else 20} "
    )
    environ = os.environ | {"KEY": running.key}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=environ, check=False
    )
    if follows:
        assert (done.returncode, done.stdout) == (28, "retry: 2000\n\n"), done.stderr
    else:
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith('{"decision')


def test_the_program_prints_what_happens(
    running: WholeService,
    job: tuple[Path, WrittenResults],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    as_it_is = RevstreamClient.feed

    def twice(client: RevstreamClient, **asked: Any) -> Iterator[Any]:  # noqa: ANN401 - handed on
        events: Generator[Any, None, None] = as_it_is(client, after=ID, **asked)
        yield from islice(events, 2)
        events.close()

    monkeypatch.setattr(RevstreamClient, "feed", twice)
    job[1].write(received_at(3, action="block").full)
    (program,) = PYTHON.findall(PAGE.read_text(encoding="utf-8"))
    exec(_shown(program, running), {"key": running.key})  # noqa: S102 - of our own page
    assert capsys.readouterr().out == f"{2:032x} m-own None\n{3:032x} m-own None\n"


def test_the_page_shows_requests() -> None:
    assert len(CURL.findall(PAGE.read_text(encoding="utf-8"))) == 4
