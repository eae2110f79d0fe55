"""The stacks `staging` and `prod` through the real engine, from nothing to nothing."""

from pathlib import Path

import pytest

from infra.automation import StackError
from tests.infra.emulated_stack import EmulatedStack, emulated_stack
from tests.infra.emulator.inventory import inventory


def _bring_up(stack: EmulatedStack) -> None:
    previewed, made = stack.workspace.preview(), stack.workspace.up()
    assert {change.urn for change in made.changes} == {change.urn for change in previewed.changes}
    assert stack.application["ApplicationStatus"] == "RUNNING"


def test_staging_comes_up_stays_as_it_is_and_goes(tmp_path: Path) -> None:
    with emulated_stack("staging", tmp_path) as stack:
        before = inventory(stack.account)
        _bring_up(stack)
        assert stack.workspace.preview().changes == ()
        stack.workspace.destroy()
        assert inventory(stack.account) == before


def test_production_goes_only_once_its_protection_is_lifted(tmp_path: Path) -> None:
    with emulated_stack("prod", tmp_path) as stack:
        before = inventory(stack.account)
        _bring_up(stack)
        with pytest.raises(StackError, match="protected"):
            stack.workspace.destroy()
        assert stack.application["ApplicationStatus"] == "RUNNING"

        stack.set("protect", value=False)
        lifted = stack.workspace.up()
        stack.workspace.destroy()
        assert {change.type for change in lifted.changes} <= {"aws:s3/bucket:Bucket"}
        assert inventory(stack.account) == before
