"""The plan of a definition file: what it has more costs more, what it has less costs less."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner, Result

from capacity.footprint import HOPS, SHIPPED, Footprint
from capacity.measured import JOB_PAYMENTS_PER_S, MEASURED
from cli.capacity import definition_footprint
from cli.capacity.command import command
from cli.capacity.definition_footprint import days_remembered, measured_footprint
from cli.capacity.job_loop import JobLoop
from tests.models.tiny_model import save_tiny_model
from udfs.fraud.loading import DEFAULT, DeciderLoader

TWO_MORE = """\
version: 1
extends: shipped
fields:
  mcc: {type: text, longest: 4, carried: true, description: Merchant category code.}
  till: {type: integer, least: 1, most: 500, required: true, description: Number of the till.}
entities: {till: till}
features:
  - {name: device_often, of: device, count: , over: 24h, description: Payments of the device.}
  - {name: till_sum, of: till, sum: amount_base_minor, over: 90d, description: Sum at the till.}
"""
THREE = """\
version: 1
entities: {card: card_id, merchant: merchant_id}
features:
  - {name: cards, of: card, count: , over: 24h, description: Payments of the card.}
  - {name: shops, of: merchant, count: , over: 24h, description: Payments at the merchant.}
  - {name: is_high, value: amount_minor > 10000, description: Whether the amount is high.}
"""
RULES = """\
version: 1
rules:
  - {id: often, version: 1, expression: cards > 20, action: flag, reason: Very many payments}
"""


def _plan(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["--daily", "30000000", *arguments], catch_exceptions=False)


def _json(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_plan(*arguments, "--json").stdout)
    return found


@pytest.fixture(scope="module", autouse=True)
def _each_file_is_measured_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(definition_footprint, "measured_footprint", cache(measured_footprint))
        yield


@pytest.fixture(scope="module")
def like_shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("like-shipped") / "own.yaml"
    path.write_text("version: 1\nextends: shipped\n")
    return str(path)


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return _json()


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("more") / "more.yaml"
    path.write_text(TWO_MORE)
    return _json("--definitions", str(path), "--hashes", "device=40000000")


@pytest.fixture(scope="module")
def fewer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("fewer")
    (folder / "three.yaml").write_text(THREE)
    (folder / "rules.yaml").write_text(RULES)
    save_tiny_model(folder / "model", ("cards", "shops", "is_high"))
    return _json(
        "--definitions", str(folder / "three.yaml"),
        "--rules", str(folder / "rules.yaml"),
        "--model", str(folder / "model"),
    )  # fmt: skip


def _total(plan: dict[str, Any]) -> Decimal:
    return Decimal(plan["bills"]["PROVISIONED"]["total_usd"])


def test_two_more_entities_need_more_of_everything(
    shipped: dict[str, Any], more: dict[str, Any]
) -> None:
    of, before = more["needed"], shipped["needed"]
    for name in ("payments", "decisions", "features"):
        assert of["streams"][name]["shards"] >= before["streams"][name]["shards"]
        assert Decimal(of["streams"][name]["bytes_per_s"]) > Decimal(
            before["streams"][name]["bytes_per_s"]
        )
    assert Decimal(of["state_gb"]) > 2 * Decimal(before["state_gb"])
    assert Decimal(of["store_gb"]) > Decimal(before["store_gb"])
    assert of["ecpus_per_s"] > before["ecpus_per_s"]
    assert of["kpus"] > before["kpus"]
    assert _total(more) > _total(shipped)


def test_each_entity_has_hashes_as_given_or_as_simulated(more: dict[str, Any]) -> None:
    hashes = more["needed"]["hashes"]
    assert set(hashes) == {"card", "merchant", "device", "till"}
    assert hashes["device"] == 40_000_000
    assert 0 < hashes["till"] < 30_000_000
    assert more["definitions"]["sizes"]["hash_bytes"]["till"] > 50


def test_a_window_of_ninety_days_is_kept_for_ninety_one(more: dict[str, Any]) -> None:
    assert more["definitions"]["days_remembered"] == 91


def test_two_more_keys_are_two_more_hops_and_a_slower_job(more: dict[str, Any]) -> None:
    of = more["definitions"]
    assert of["hops"] == HOPS + 2
    assert 0 < int(of["payments_per_s"]) < JOB_PAYMENTS_PER_S / float(of["cpu_ratio"])


def test_three_features_are_cheaper(shipped: dict[str, Any], fewer: dict[str, Any]) -> None:
    of, before = fewer["needed"], shipped["needed"]
    assert Decimal(of["streams"]["decisions"]["bytes_per_s"]) < Decimal(
        before["streams"]["decisions"]["bytes_per_s"]
    )
    assert Decimal(of["state_gb"]) < Decimal(before["state_gb"])
    assert Decimal(of["store_gb"]) < Decimal(before["store_gb"])
    assert of["kpus"] <= before["kpus"]
    assert _total(fewer) < _total(shipped)


def test_without_keys_more_the_job_is_as_much_faster_as_its_code(fewer: dict[str, Any]) -> None:
    """Whether it is faster is a measurement; what the plan makes of it is not."""
    of = fewer["definitions"]
    assert of["hops"] == HOPS
    assert int(of["payments_per_s"]) == round(JOB_PAYMENTS_PER_S / Decimal(of["cpu_ratio"]))


def test_the_shipped_definitions_measured_here_weigh_what_the_plan_says() -> None:
    found = measured_footprint("default", "default", "default", payments=1_500, rounds=1)
    assert replace(found.sizes, hash_bytes=MEASURED.hash_bytes) == MEASURED
    # What a server stores is no whole number of hashes.
    assert found.sizes.hash_bytes == pytest.approx(MEASURED.hash_bytes, rel=0.01)
    assert found.hashes_per_card == {}
    assert (found.hops, found.days_remembered) == (HOPS, SHIPPED.days_remembered)


def test_the_shipped_plan_remembers_as_long_as_is_planned() -> None:
    plan = JobLoop(DeciderLoader(DEFAULT, DEFAULT, "1")).plan
    assert (len(plan.hops), days_remembered(plan)) == (HOPS, SHIPPED.days_remembered)


def test_a_key_more_is_a_tenth_of_a_millisecond_more() -> None:
    of = Footprint(definitions="own.yaml", cpu_ratio=Decimal(2), hops=HOPS + 1)
    assert round(of.payments_per_s) == round(1e6 / (2e6 / JOB_PAYMENTS_PER_S + 100))


def test_the_report_says_which_file_it_is_of(like_shipped: str) -> None:
    lines = [line for line in _plan("--definitions", like_shipped).stdout.splitlines() if line]
    assert lines[2].startswith(
        f"By {like_shipped}, beside the shipped definitions. Measured over 4,000"
    )
    assert lines[3].startswith("Assumed: the job takes as much longer as its code alone")


def test_hashes_of_what_the_file_does_not_keep_are_refused(like_shipped: str) -> None:
    result = _plan("--definitions", like_shipped, "--hashes", "device=3")
    assert result.exit_code == 2
    assert "'device=3', expected none: it has no others" in result.stderr


def test_rules_without_a_file_are_refused() -> None:
    result = _plan("--rules", "rules.yaml")
    assert result.exit_code == 2
    assert "expected with --definitions" in result.stderr
