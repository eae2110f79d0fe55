"""What answering requests costs grows with requests, and is there only where they are answered."""

import json
import logging
import re
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from capacity.bill import Bill
from capacity.load import Load
from capacity.plan import plan
from capacity.prices import shipped_prices
from capacity.serving import LOG_LINE_BYTES, TASK_PER_S
from capacity.stack_check import warnings
from cli.capacity.command import command
from infra.serving_config import ServingConfig
from infra.stack_config import StackConfig
from serving.api.json_log import JsonLines

PRICES = shipped_prices().of("us-east-1")
LOAD = Load.of(5_000_000, Decimal(10))


def bill(requests_per_s: int | None) -> Bill:
    requests = None if requests_per_s is None else Decimal(requests_per_s)
    return plan(LOAD, 1, PRICES, requests).provisioned


def test_without_requests_the_bill_has_nothing_of_it() -> None:
    without, some = bill(None), bill(300)
    assert "serving" not in without.by_part()
    assert some.total_usd - some.of("serving") == without.total_usd


def test_a_task_is_billed_by_its_processor_and_its_memory_for_all_hours() -> None:
    by_item = {one.item: one for one in bill(3_000).lines if one.part == "serving"}
    assert by_item["tasks (9): processors"].quantity == 6_570
    assert by_item["tasks (9): memory"].quantity == 13_140


def test_what_requests_cost_follows_their_mean() -> None:
    few, many = ({one.item: one.quantity for one in bill(n).lines} for n in (100, 200))
    assert few["web firewall: requests"] == Decimal("26.28")
    for item in ("web firewall: requests", "store: requests", "log of requests"):
        assert abs(many[item] - 2 * few[item]) <= Decimal("0.001"), item


def test_a_line_of_the_log_is_no_longer_than_is_counted() -> None:
    record = logging.LogRecord("revstream.requests", logging.INFO, "", 0, "request", None, None)
    extra = {"route": "/v1/decisions/batch", "method": "POST", "status": 200, "ms": 1234.567}
    vars(record).update(extra, key_id="669ea24eba82")
    length = len(JsonLines().format(record).encode()) + 1
    assert LOG_LINE_BYTES * 0.8 < length <= LOG_LINE_BYTES


@pytest.mark.parametrize(
    ("serving", "warned"),
    [
        (ServingConfig(), ["serving.enabled: false, nobody answers the requests"]),
        (ServingConfig(enabled=True, most_tasks=4), ["serving.most_tasks: 4, the peak needs 9"]),
        (ServingConfig(enabled=True, most_tasks=9), []),
    ],
)
def test_a_stack_that_cannot_answer_so_many_is_warned_of(
    serving: ServingConfig, warned: list[str]
) -> None:
    config = StackConfig(environment="prod", region="us-east-1", serving=serving)
    said = warnings(config, LOAD, Bill(()), Decimal(3_000))
    assert [one for one in said if one.startswith("serving")] == warned


def test_the_command_says_how_many_tasks_and_by_what_assumption() -> None:
    asked = ["--daily", "5000000", "--serve-requests-per-s", "728.5"]
    said = CliRunner().invoke(command, asked).stdout
    assert "Requests: 728.5 a second at the peak, 3 tasks. Measured: 579 decisions/s" in said
    told = json.loads(CliRunner().invoke(command, [*asked, "--json"]).stdout)["needed"]["serving"]
    assert (told["requests_per_s"], told["tasks"]) == ("728.5", 3)
    assert f"at most {float(told['images']['stored_gb']):.1f} GB" in said


def test_a_task_is_taken_to_be_as_fast_as_the_documentation_shows() -> None:
    page = Path(__file__).parents[2] / "docs" / "decisions-on-request.md"
    shown = re.search(r"Beside other work the same gave ([\d,]+) a second", page.read_text())
    assert shown is not None
    assert int(shown[1]) == TASK_PER_S
