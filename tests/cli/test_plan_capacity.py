"""`revstream plan-capacity`: what it prints, and when it says no."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.capacity.command import command

ROOT = Path(__file__).parents[2]
STACK = """\
config:
  aws:region: eu-central-1
  aws-native:region: eu-central-1
  revstream:environment: prod
  revstream:streams: {mode: PROVISIONED, shards: 4, max_shards: 16}
  revstream:store: {max_data_gb: 20, max_ecpu_per_second: 20000}
  revstream:budget_usd_per_month: 2000
"""


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["--daily", "5000000", *arguments])


def _stack(folder: Path, text: str = STACK) -> tuple[str, ...]:
    (folder / "Pulumi.prod.yaml").write_text(text)
    return ("--stack", "prod", "--folder", str(folder))


def _json(*arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_run(*arguments, "--json").stdout)
    return answer


def test_the_report_says_what_the_prices_are_worth() -> None:
    result = _run()
    assert result.exit_code == 0
    assert "as read on 2026-11-25; whether they still hold was not asked" in result.stdout
    assert "0.040 *        29.20" in result.stdout
    assert "* assumed prices:" in result.stdout


def test_every_line_of_the_report_is_quantity_times_price() -> None:
    rows = [line.split() for line in _run().stdout.splitlines()]
    hours = next(row for row in rows if row[:2] == ["fraud:", "orchestration"])
    assert hours[-4:] == ["730", "KPU-hour", "0.110", "80.30"]


def test_both_modes_stand_side_by_side() -> None:
    answer = _json()
    lines = _run().stdout.splitlines()
    (totals,) = [line.split()[-2:] for line in lines if line.startswith("one region")]
    expected = [answer["bills"][mode]["total_usd"] for mode in ("PROVISIONED", "ON_DEMAND")]
    assert [total.replace(",", "") for total in totals] == expected


def test_three_regions_cost_three_times_one() -> None:
    bill = _json("--regions", "3")["bills"]["PROVISIONED"]
    assert Decimal(bill["all_regions_usd"]) == 3 * Decimal(bill["total_usd"])


def test_fewer_cards_need_less_of_the_store() -> None:
    assert Decimal(_json("--cards", "1000")["needed"]["store_gb"]) < 1


def test_a_stack_that_carries_the_load_within_its_budget_passes(tmp_path: Path) -> None:
    result = _run(*_stack(tmp_path))
    assert result.exit_code == 0
    assert "Prices of eu-central-1" in result.stdout
    assert "it carries this load" in result.stdout


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (("shards: 4, max", "shards: 1, max"), "stream decisions: shards: 1 (max_shards: 16)"),
        (("budget_usd_per_month: 2000", "budget_usd_per_month: 100"), "budget_usd_per_month: 100"),
        (("revstream:store", "revstream:fraud: {parallelism: 1}\n  revstream:store"), "is 1 KPUs"),
        (("max_data_gb: 20", "max_data_gb: 2"), "store.max_data_gb: 2"),
        (("max_ecpu_per_second: 20000", "max_ecpu_per_second: 5000"), "max_ecpu_per_second: 5,000"),
        (("revstream:store", "revstream:fraud: {enabled: false}\n  revstream:store"), "nothing"),
    ],
)
def test_a_stack_below_the_load_or_over_its_budget_is_warned_of(
    tmp_path: Path, change: tuple[str, str], warning: str
) -> None:
    result = _run(*_stack(tmp_path, STACK.replace(*change)))
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if warning in line and "warning" in line]


def test_a_stack_on_demand_needs_no_shards(tmp_path: Path) -> None:
    changed = STACK.replace("mode: PROVISIONED, shards: 4, max_shards: 16", "mode: ON_DEMAND")
    assert _run(*_stack(tmp_path, changed)).exit_code == 0


def test_the_stack_is_part_of_the_json(tmp_path: Path) -> None:
    stack = _json(*_stack(tmp_path))["stack"]
    assert stack["name"] == "prod"
    assert stack["warnings"] == []
    amounts = [Decimal(line["usd"]) for line in stack["bill"]["lines"]]
    assert sum(amounts) == Decimal(stack["bill"]["total_usd"])


def test_a_stack_without_a_file_is_named(tmp_path: Path) -> None:
    result = _run("--stack", "qa", "--folder", str(tmp_path))
    assert "Pulumi.qa.yaml: No such file or directory" in str(result.exception)


def test_a_key_that_no_stack_has_is_named(tmp_path: Path) -> None:
    result = _run(*_stack(tmp_path, STACK.replace("budget_usd", "budgets")))
    assert "budgets_per_month" in str(result.exception)


def test_the_chart_is_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "cost.png"
    assert _run("--chart", str(path)).exit_code == 0
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_plan_shows_what_a_unit_has_of_memory_and_who_takes_it() -> None:
    memory = _json()["needed"]["native_mib_per_kpu"]
    assert memory["whole"] == sum(size for name, size in memory.items() if name != "whole")
    assert f"left for decoded states: {memory['decoded_states']} MiB" in _run().stdout


def test_the_dev_stack_that_is_shipped_carries_a_small_load_for_less_than_400_dollars() -> None:
    result = _run("--daily", "100000", "--stack", "dev", "--folder", str(ROOT), "--json")
    stack = json.loads(result.stdout)["stack"]
    assert stack["warnings"] == []
    assert Decimal(stack["bill"]["total_usd"]) < 400


def test_what_was_there_before_a_stack_is_not_on_its_bill(tmp_path: Path) -> None:
    arn = "arn:aws:kinesis:eu-central-1:111122223333:stream/corp"
    key = "arn:aws:kms:eu-central-1:111122223333:key/1"
    existing = (
        f"  revstream:existing: {{key_arn: '{key}', streams: {{payments: {{arn: '{arn}'}}}}}}"
    )
    items = [
        line["item"]
        for line in _json(*_stack(tmp_path, STACK + existing))["stack"]["bill"]["lines"]
    ]
    assert [item for item in items if item.startswith("payments")] == []
    assert "labels: shards (4)" in items
    assert "the stack's key" not in items


def test_how_much_of_a_bill_is_at_assumed_prices_is_said(tmp_path: Path) -> None:
    bill = _json(*_stack(tmp_path))["stack"]["bill"]
    assumed = sum(Decimal(line["usd"]) for line in bill["lines"] if line["assumed"])
    assert Decimal(bill["assumed_usd"]) == assumed > Decimal(bill["total_usd"]) / 2
    lines = _run(*_stack(tmp_path)).stdout.splitlines()
    assert any(line.split()[-2:] == ["*", f"{assumed:,.2f}"] for line in lines)
    assert "of that are assumed prices (*): see the AWS Pricing Calculator" in lines[-2]


@pytest.mark.parametrize("mode", ["mode: PROVISIONED, shards: 4", "mode: ON_DEMAND"])
def test_a_job_that_polls_pays_for_no_consumer(tmp_path: Path, mode: str) -> None:
    stack = STACK.replace("mode: PROVISIONED, shards: 4, max_shards: 16", mode)
    polls = f"{stack}  revstream:fraud: {{publisher: POLLING}}\n"
    items = [line["item"] for line in _json(*_stack(tmp_path, polls))["stack"]["bill"]["lines"]]
    assert [item for item in items if "fan-out" in item] == []
    shared = "payments: data out"
    assert (shared in items) == (mode == "mode: ON_DEMAND")


_SHOP = ("--system", "recommendations", "--items", "60000")


def test_a_shop_is_planned_by_its_shoppers_items_and_sessions() -> None:
    usual = _json(*_SHOP)
    assert usual["system"] == "recommendations"
    assert set(usual["needed"]["streams"]) == {
        "recommendation-events",
        "items",
        "recommendations",
        "recommendation-features",
        "recommendation-dead-letters",
        "late-events",
    }
    by_more = {
        "shoppers": (*_SHOP, "--shoppers", "5000000"),
        "items": ("--system", "recommendations", "--items", "900000"),
        "session": (*_SHOP, "--session-events", "40", "--shoppers", "578035"),
    }
    assert usual["load"]["shoppers"] == 581396
    for arguments in by_more.values():
        more = _json(*arguments)["needed"]
        assert Decimal(more["state_gb"]) > Decimal(usual["needed"]["state_gb"])
    speeds = [
        int(_json(*each)["needed"]["events_per_s_and_kpu"]) for each in (_SHOP, by_more["session"])
    ]
    assert speeds[1] < speeds[0]
    lines = _run(*_SHOP).stdout
    assert "5,000,000 shopping events a day" in lines
    assert "581,396 shoppers, 715,118 shopper_categories and 581,396 lists" in lines
    assert re.search(r"State: at most [\d.]+ GB \(events [\d.]+, shoppers [\d.]+, items", lines)


def test_an_option_of_the_other_system_is_refused() -> None:
    result = _run("--shoppers", "7")
    assert result.exit_code == 2
    assert "--shoppers: none is expected with --system fraud" in result.stderr
    result = _run(*_SHOP, "--cards", "7", "--hashes", "device=3")
    assert "--cards, --hashes: none is expected with --system recommendations" in result.stderr
    assert "session_events: 500, expected 1 to 200" in str(
        _run(*_SHOP, "--session-events", "500").exception
        or _run(*_SHOP, "--session-events", "500").stderr
    )


def test_a_stack_is_compared_with_what_a_shop_needs(tmp_path: Path) -> None:
    result = _run(*_stack(tmp_path), *_SHOP)
    assert "warning: recommendations.enabled: false, nothing takes the shopping" in result.stdout
    on = STACK + "  revstream:recommendations: {enabled: true, parallelism: 64}\n"
    result = _run(*_stack(tmp_path, on), *_SHOP)
    assert "recommendations.enabled" not in result.stdout
    assert "recommendations: processing units (64)" in result.stdout
    assert "recommendation-events: shards (4)" in result.stdout
