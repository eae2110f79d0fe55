"""The stacks `staging` and `prod` through the real engine, from nothing to nothing."""

import os
import subprocess
from pathlib import Path

import pytest

from infra.automation import StackError
from tests.infra.emulated_stack import EmulatedStack, changed, emulated_stack
from tests.infra.emulator.inventory import inventory


def test_staging_comes_up_by_the_command_line_and_a_release_sees_the_same(tmp_path: Path) -> None:
    with emulated_stack("staging", tmp_path) as stack:
        before = inventory(stack.account)
        _pulumi(stack, "up", "--stack", "staging", "--yes", "--skip-preview")
        assert stack.application["ApplicationStatus"] == "RUNNING"
        assert stack.workspace.outputs() is not None
        assert stack.workspace.preview().changes == ()
        stack.workspace.destroy()
        assert inventory(stack.account) == before


def _pulumi(stack: EmulatedStack, *arguments: str) -> None:
    """Run the command `pulumi` in the project's folder."""
    ended = subprocess.run(
        ["pulumi", *arguments, "--non-interactive"],
        cwd=stack.root,
        env={**os.environ, **stack.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_production_goes_only_once_its_protection_is_lifted(tmp_path: Path) -> None:
    with emulated_stack("prod", tmp_path) as stack:
        before = inventory(stack.account)
        previewed, made = stack.workspace.preview(), stack.workspace.up()
        assert {each.urn for each in made.changes} == {each.urn for each in previewed.changes}
        with pytest.raises(StackError, match="protected"):
            stack.workspace.destroy()
        assert stack.application["ApplicationStatus"] == "RUNNING"

        stack.set("protect", value=False)
        lifted = stack.workspace.up()
        stack.workspace.destroy()
        assert changed(lifted) == {
            ("update", "aws-native:kms:Key", "key"),
            ("update", "aws:s3/bucket:Bucket", "code"),
        }
        assert inventory(stack.account) == before
