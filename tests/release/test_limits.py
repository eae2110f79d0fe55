"""What a release waits for ends before its rights, its lease and its job do."""

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from infra.application_control import Patience
from infra.pipeline_sessions import DEPLOY_SESSION_S
from infra.stack_file import read_stack_file
from release.limits import Limits

_ROOT: Final = Path(__file__).parents[2]
_SETUP_S: Final = 20 * 60
"""Checking out, installing and taking the bundle, before the role is taken on."""


def _job(stack: str) -> dict[str, Any]:
    text = (_ROOT / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["jobs"][stack]  # type: ignore[no-any-return]


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_release_that_goes_all_the_way_back_ends_within_the_session_of_its_role(
    stack: str,
) -> None:
    applications = read_stack_file(_ROOT, stack).applications.values()
    enabled = sum(each.enabled for each in applications)
    assert enabled >= 1
    assert Limits().longest_ms(enabled) <= DEPLOY_SESSION_S * 1_000


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_the_workflow_asks_for_the_whole_session_and_its_job_outlives_it(stack: str) -> None:
    job = _job(stack)
    (asked,) = [
        step["with"]["role-duration-seconds"]
        for step in job["steps"]
        if "role-to-assume" in step.get("with", {})
    ]
    assert asked == DEPLOY_SESSION_S
    assert job["timeout-minutes"] * 60 >= DEPLOY_SESSION_S + _SETUP_S


def test_the_engine_has_time_for_both_waits_for_an_application_in_its_update() -> None:
    patience = Patience()
    waited_ms = 2 * patience.polls * patience.interval_s * 1_000
    assert Limits().engine_ms > waited_ms


@pytest.mark.parametrize("name", ["engine_ms", "snapshot_ms", "settle_ms", "stop_ms", "healthy_ms"])
def test_a_longer_wait_makes_a_longer_release(name: str) -> None:
    longer = Limits(**{name: getattr(Limits(), name) + 1})
    assert longer.longest_ms(1) > Limits().longest_ms(1)


def test_what_is_done_to_each_application_counts_for_each() -> None:
    limits = Limits()
    each_ms = limits.snapshot_ms + limits.settle_ms + 2 * limits.stop_ms
    assert limits.longest_ms(2) - limits.longest_ms(1) == each_ms
