"""The page about serving works as it is written: its server answers its curl commands."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from redis import Redis

from features.fraud.definitions import DEFAULT, load_definitions
from machine.ports import free_ports
from online_store.readable import readable_entities
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer
from tests.docs.guide import ROOT, Step, copy_of_the_project, is_shown, run, steps
from tests.online_store.updates import update
from tests.polling import polled

PAGE = ROOT / "docs" / "serving.md"
SHOWN = 5
"""Steps of the page that show what they print."""

_PATIENT_S = 60


@contextmanager
def _served(step: Step, folder: Path, port: int) -> Iterator[None]:
    """The server that a step starts, while this is entered; it must end well."""
    words = [str(Path(sys.executable).with_name("revstream")), *step.commands.split()[1:]]
    found = {**os.environ, "PYTHONPATH": str(folder)}
    log = folder / "serve.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*words, "--port", str(port)], cwd=folder, env=found, stderr=errors
        ) as server,
    ):
        try:
            polled(lambda: _answers(port), _PATIENT_S, log.read_text, 0.05)
            yield
        finally:
            server.terminate()
    assert server.returncode == 0


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


def _steps(store_url: str, port: int) -> list[Step]:
    """The steps of the page, at the store and the port of the test."""
    return [
        replace(
            step,
            commands=step.commands.replace("redis://localhost:6379", store_url).replace(
                "localhost:8000", f"127.0.0.1:{port}"
            ),
        )
        for step in steps(PAGE)
    ]


def _shown(found: list[Step], folder: Path) -> int:
    """How many steps printed what the page shows; each must."""
    shown = 0
    for step in found:
        printed = run(step, folder)
        if step.shown is not None:
            assert is_shown(_with_end(printed), step.shown), printed
            shown += 1
    return shown


def _with_end(printed: str) -> str:
    """What was printed, its last line ended as on the page: curl ends none."""
    return printed if printed.endswith("\n") else f"{printed}\n"


@pytest.mark.slow
def test_each_command_of_the_page_prints_what_is_shown(
    store: Redis, valkey: ValkeyServer, tmp_path: Path
) -> None:
    entities = readable_entities(load_definitions(DEFAULT))
    # As the job leaves them that the page tells of: it has had payments of both.
    ids = {"card": "card-000017", "merchant": "merchant-00003"}
    FeatureStoreWriter(store, ttl_s=600).write(
        [
            update(
                1_736_121_600_000,
                {name: 1 for name, kind in entities[entity].kinds.items() if kind == "int"},
                entity_id=entity_id,
                entity=entity,
            )
            for entity, entity_id in ids.items()
        ]
    )
    copy_of_the_project(tmp_path)
    (port,) = free_ports(1)
    before, start, *after = _steps(valkey.url, port)
    assert "revstream serve" in start.commands
    shown = _shown([before], tmp_path)
    with _served(start, tmp_path, port):
        shown += _shown(after, tmp_path)
    assert shown == SHOWN
