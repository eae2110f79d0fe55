"""What is said of the shop's job beside another demo: each fact once, and its end in one line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from redis import Redis
from rich.console import Console

from demo.recommendations.beside import ShopBeside, shop_beside
from demo.recommendations.plan import ShopPlan, live_shop_plan
from demo.recommendations.workplace import ShopWorkplace
from events.shared.time_units import DAY_MS
from servers.leash import Leash
from servers.valkey import ValkeyServer
from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.settings import ShoppingScenario
from tests.polling import polled

pytestmark = pytest.mark.slow

NOW_MS = 1_900_000_000_000
PAGE = 'echo "Flink\'s web page: http://127.0.0.1:8081"'
PATIENCE_S = 120


@contextmanager
def _beside(folder: Path, script: str, url: str) -> Iterator[ShopBeside]:
    leash = Leash(["/bin/sh", "-c", script], folder / "job.log", folder, os.environ)
    looks = count()
    beside = ShopBeside(leash, url, lambda: float(next(looks)))
    try:
        yield beside
    finally:
        beside.stop()


def _said(beside: ShopBeside, lines: int) -> list[str]:
    """So many lines of news, however many looks they take."""
    said: list[str] = []
    polled(
        lambda: said.extend(beside.news()) or len(said) >= lines,  # type: ignore[func-returns-value]
        PATIENCE_S,
        lambda: f"only {said}",
        0.02,
    )
    return said


def test_where_its_page_is_and_that_lists_come_is_said_once(
    tmp_path: Path, valkey: ValkeyServer, store: Redis
) -> None:
    with _beside(tmp_path, f"{PAGE}; sleep 600", valkey.url) as beside:
        assert _said(beside, 1) == ["  recommendations: Flink's web page: http://127.0.0.1:8081"]
        store.hset("candidates:user:u-1", "ranked", "[]")
        assert list(beside.news()) == []
        store.hset("recommendations:user:u:1 é", "items", "[]")
        [line] = beside.news()
        assert line.endswith("look at user u:1 é")
        assert [line for _ in range(5) for line in beside.news()] == []


@pytest.mark.usefixtures("store")
def test_its_end_is_one_line_with_the_cause(tmp_path: Path, valkey: ValkeyServer) -> None:
    ends = "echo starts; echo 'Error: no Java'; exit 3"
    with _beside(tmp_path, ends, valkey.url) as beside:
        [line] = _said(beside, 1)
        assert line == "  recommendations: the job has ended, the rest goes on: Error: no Java"
        assert [line for _ in range(5) for line in beside.news()] == []


@pytest.mark.usefixtures("store")
def test_a_job_that_cannot_start_says_why(tmp_path: Path, valkey: ValkeyServer) -> None:
    plan = ShopPlan(
        scenario=ShoppingScenario(events=50, items=40, accounts=5, days=1),
        disturbances=Disturbances(),
        rate_per_s=10,
        paced_s=1,
        settling_s=0,
    )
    out = StringIO()
    place = ShopWorkplace(folder=tmp_path, console=Console(file=out), ranker="none-there")
    with shop_beside(plan, place, valkey.url) as beside:
        [line] = _said(beside, 1)
    assert "none-there" in line
    assert "simulated" in out.getvalue()
    assert "in 1 day," in " ".join(out.getvalue().split())


def test_the_hour_of_the_live_shop_ends_now_and_no_list_is_older_than_a_day() -> None:
    plan = live_shop_plan(NOW_MS)
    assert plan.scenario.span.end_ms == NOW_MS
    assert plan.scenario.start_ms == NOW_MS - DAY_MS
    assert 0 < plan.paced_from(plan.scenario.events) < 0.2 * plan.scenario.events
