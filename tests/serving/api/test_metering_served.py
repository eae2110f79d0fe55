"""Two processes and one that was killed charge a payment once, and the log says the same."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from litestar import Litestar
from redis import Redis

from cli.usage import command
from machine.ports import LOCALHOST
from models.fraud.thresholds import Thresholds
from online_store.usage import UsageStore
from servers.valkey import ValkeyServer
from serving.api.decisions import DecisionLimits
from serving.api.metered_parts import Selling, metered_parts
from serving.api.metrics import Metrics
from serving.fraud.score_answer import Scores
from serving.fraud.score_bands import limits_of
from serving.shared.caller import Caller
from serving.shared.usage.usage_log import UsageLog, recounted
from tests.serving.api.selling import NOVEMBER, HexScoring
from tests.serving.api.selling import PRICES as PLANS
from tests.serving.api.served import DEFINITIONS, payment
from tests.serving.feed.server import new_key_text
from tests.serving.served_processes import serve_process
from tests.serving.shared.usage.counting import ReturningCounts

pytestmark = pytest.mark.slow

PRICES = """
version: 1
currency: EUR
plans: {p: {monthly_minor: 100, included: 0, tiers: [{per_1000_minor: 1000}]}}
tenants: {acme: p}
"""


@dataclass(frozen=True)
class Files:
    """What the processes share."""

    folder: Path
    url: str

    @property
    def log(self) -> Path:
        """The usage log."""
        return self.folder / "usage.jsonl"

    @property
    def prices(self) -> Path:
        """The file of prices."""
        return self.folder / "prices.yaml"

    def arguments(self) -> list[str]:
        """Of a process."""
        keys = str(self.folder / "keys.json")
        files = ["--keys", keys, "--prices", str(self.prices), "--usage-log", str(self.log)]
        return [*files, "--store", self.url]

    def told(self, *arguments: str) -> tuple[int, list[dict[str, object]]]:
        """Exit code and what `revstream usage` tells."""
        month = json.loads(self.log.read_text().splitlines()[0])["month"]
        given = ["--month", month, "--json", *arguments]
        result = CliRunner().invoke(command, given, catch_exceptions=False)
        return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def _scored(port: int, key: str, number: int) -> dict[str, object]:
    request = Request(
        f"http://{LOCALHOST}:{port}/v1/scores",
        json.dumps(payment(f"t-{number}")).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urlopen(request, timeout=30) as answer:
        told: dict[str, object] = json.load(answer)
        return told


@pytest.fixture
def files(tmp_path: Path, valkey: ValkeyServer, store: Redis) -> Files:
    assert store.dbsize() == 0
    found = Files(tmp_path, valkey.url)
    found.prices.write_text(PRICES)
    return found


def test_a_payment_is_charged_once_whoever_answers_it(files: Files) -> None:
    key = new_key_text(files.folder / "keys.json", "acme", ("score",), None)
    with ThreadPoolExecutor(8) as pool, serve_process(*files.arguments()) as first:
        answers = [_scored(first, key, number) for number in range(3)]
        with serve_process(*files.arguments()) as second:
            asked = [(port, number) for number in range(6) for port in (first, second) * 4]
            answers += pool.map(lambda one: _scored(one[0], key, one[1]), asked)
    assert len({answer["decision_id"] for answer in answers}) == 6
    exit_code, (told,) = files.told("--store", files.url, "--log", str(files.log))
    assert (exit_code, told["tenant"], told["scores"], told["total_minor"]) == (0, "acme", 6, 0)


def test_usage_of_logs_and_store_is_priced_compared_and_written(files: Files, store: Redis) -> None:
    lines = [f'{{"tenant":"acme","month":"2026-10","decision_id":"{n:032x}"}}' for n in (1, 2, 2)]
    files.log.write_text("\n".join(lines) + "\n")
    csv_file = files.folder / "out.csv"
    logged = files.told(
        "--log", str(files.log), "--prices", str(files.prices), "--csv", str(csv_file)
    )
    assert (logged[0], logged[1][0]["scores"], logged[1][0]["total_minor"]) == (0, 2, 102)
    assert csv_file.read_bytes().endswith(b"acme,2026-10,closed,p,total,,,2,,102,EUR\r\n")
    store.set("usage:{acme}:2026-10", 3)
    store.sadd("usage-tenants:2026-10", "acme")
    assert files.told("--store", files.url, "--log", str(files.log))[0] == 1
    assert files.told("--store", files.url, "--tenant", "acme")[1][0]["scores"] == 3
    assert files.told("--store", files.url, "--tenant", "other")[1][0]["scores"] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--month", "2026-11"], "nothing to count by"),
        (["--month", "2026-11-01", "--log", "LOG"], "expected a year and a month"),
    ],
)
def test_what_cannot_be_told_is_refused(tmp_path: Path, arguments: list[str], says: str) -> None:
    log = tmp_path / "log"
    log.touch()
    given = [str(log) if one == "LOG" else one for one in arguments]
    result = CliRunner().invoke(command, given)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_file_that_is_no_usage_log_is_not_told_as_no_usage(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("{\n}\n")
    result = CliRunner().invoke(command, ["--month", "2026-11", "--log", str(other)])
    assert isinstance(result.exception, RuntimeError)
    assert "none of the 2 lines is one of a usage log" in str(result.exception)


def test_a_service_that_ends_settles_with_a_store_that_is_back_soon(tmp_path: Path) -> None:
    class Returning(ReturningCounts, UsageStore):
        pass

    store, path = Returning(away_for=1_000), tmp_path / "usage.jsonl"
    sold = Selling(
        definitions=DEFINITIONS,
        scores=Scores(lambda _: limits_of(Thresholds(flag=0.04, block=0.64)), {}),
        prices=PLANS,
        store=store,
        log=UsageLog(path),
        now_ms=lambda: NOVEMBER.starts_ms,
    )
    parts = metered_parts(HexScoring(), sold, DecisionLimits(), Metrics())
    caller = Caller("acme", "k1", frozenset({"score"}), None)

    async def run() -> int:
        async with parts.lifespan(Litestar()):
            await parts.scoring.decide(json.dumps(payment()).encode(), caller, 1_000)
            store.away_for = 2
        return await store.used("acme", NOVEMBER)

    assert asyncio.run(run()) == 1
    assert recounted([path]).counts == {("acme", NOVEMBER): 1}
